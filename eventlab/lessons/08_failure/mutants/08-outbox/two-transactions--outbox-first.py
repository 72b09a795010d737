# Commits the outbox, then the shipment.
from eventlab import Event


class Shipping:
    def __init__(self, db, broker):
        self.db, self.broker = db, broker

    def handle(self, event):
        if not self.db.execute("SELECT 1 FROM shipments WHERE id = ?", (event.id,)).fetchone():
            told = event.caused("OrderShipped", {"order": event.id})
            with self.db:
                self.db.execute("INSERT INTO outbox (event) VALUES (?)", (told.to_json(),))
            with self.db:
                self.db.execute("INSERT INTO shipments VALUES (?)", (event.id,))

    def relay(self):
        first = "SELECT number, event FROM outbox ORDER BY number LIMIT 1"
        while row := self.db.execute(first).fetchone():
            self.broker.publish(Event.from_json(row[1]))
            with self.db:
                self.db.execute("DELETE FROM outbox WHERE number = ?", row[:1])
