# Sends the first, then the rest, by calling itself.
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
        row = self.db.execute("SELECT number, event FROM outbox ORDER BY number LIMIT 1").fetchone()
        if row:
            self.broker.publish(Event.from_json(row[1]))
            with self.db:
                self.db.execute("DELETE FROM outbox WHERE number = ?", row[:1])
            self.relay()
