# Goes through one query, and crosses out behind it.
from eventlab import Event


class Shipping:
    def __init__(self, db, broker):
        self.db, self.broker = db, broker

    def handle(self, event):
        with self.db:
            if self.db.execute("INSERT OR IGNORE INTO shipments VALUES (?)", (event.id,)).rowcount:
                self.db.execute(
                    "INSERT INTO outbox (event) VALUES (?)",
                    (event.caused("OrderShipped", {"order": event.id}).to_json(),),
                )

    def relay(self):
        for number, event in self.db.execute("SELECT number, event FROM outbox ORDER BY number"):
            self.broker.publish(Event.from_json(event))
            with self.db:
                self.db.execute("DELETE FROM outbox WHERE number = ?", (number,))
