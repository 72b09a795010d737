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
        row = self.db.execute("SELECT number, event FROM outbox ORDER BY 1").fetchone()
        if row is not None:
            number, document = row
            self.broker.publish(Event.from_json(document))
            with self.db as tx:
                tx.execute("DELETE FROM outbox WHERE number = ?", (number,))
            self.relay()
