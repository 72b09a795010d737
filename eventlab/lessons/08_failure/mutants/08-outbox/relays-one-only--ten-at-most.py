# Sends a batch and returns.
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
        rows = self.db.execute("SELECT number, event FROM outbox ORDER BY number LIMIT 10")
        for number, event in rows.fetchall():
            self.broker.publish(Event.from_json(event))
            with self.db:
                self.db.execute("DELETE FROM outbox WHERE number = ?", (number,))
