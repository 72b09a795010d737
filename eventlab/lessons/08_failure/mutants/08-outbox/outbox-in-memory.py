# Keeps what is to be told in a list.
class Shipping:
    def __init__(self, db, broker):
        self.db, self.broker = db, broker
        self.waiting = []

    def handle(self, event):
        with self.db:
            row = self.db.execute("INSERT OR IGNORE INTO shipments VALUES (?)", (event.id,))
        if row.rowcount:
            self.waiting.append(event.caused("OrderShipped", {"order": event.id}))

    def relay(self):
        while self.waiting:
            self.broker.publish(self.waiting[0])
            self.waiting.pop(0)
