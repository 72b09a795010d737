# Crosses out and publishes in one transaction.
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
            rows = self.db.execute("DELETE FROM outbox RETURNING number, event").fetchall()
            for _, event in sorted(rows):
                self.broker.publish(Event.from_json(event))
