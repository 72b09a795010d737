# Publishes, then saves.
class Shipping:
    def __init__(self, db, broker):
        self.db, self.broker = db, broker

    def handle(self, event):
        saved = self.db.execute("SELECT 1 FROM shipments WHERE id = ?", (event.id,)).fetchone()
        if not saved:
            self.broker.publish(event.caused("OrderShipped", {"order": event.id}))
            with self.db:
                self.db.execute("INSERT INTO shipments VALUES (?)", (event.id,))

    def relay(self):
        pass
