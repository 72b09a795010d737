# Commits, then publishes.
class Shipping:
    def __init__(self, db, broker):
        self.db, self.broker = db, broker

    def handle(self, event):
        with self.db:
            row = self.db.execute("INSERT OR IGNORE INTO shipments VALUES (?)", (event.id,))
        if row.rowcount:
            self.broker.publish(event.caused("OrderShipped", {"order": event.id}))

    def relay(self):
        pass
