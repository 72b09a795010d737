# Leaves in the outbox what it has told.
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
        for (event,) in self.db.execute("SELECT event FROM outbox ORDER BY number").fetchall():
            self.broker.publish(Event.from_json(event))
