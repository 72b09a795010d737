# Publishes all in one transaction, which is open while the broker is slow.
from eventlab import Event
class Shipping:
    def __init__(self, db, broker):
        self.db, self.broker = db, broker
    def handle(self, event):
        with self.db:
            row = self.db.execute("INSERT OR IGNORE INTO shipments VALUES (?)", (event.id,))
            if row.rowcount:
                told = event.caused("OrderShipped", {"order": event.id})
                self.db.execute("INSERT INTO outbox (event) VALUES (?)", (told.to_json(),))
    def relay(self):
        with self.db:
            for number, event in self.db.execute("SELECT number, event FROM outbox ORDER BY number").fetchall():
                self.broker.publish(Event.from_json(event))
                self.db.execute("DELETE FROM outbox WHERE number = ?", (number,))
