# Remembers what it tells, in the process, before it is told.
from eventlab import Event


class Shipping:
    def __init__(self, db, broker):
        self.db, self.broker = db, broker
        self.sent = set()

    def handle(self, event):
        with self.db:
            new = self.db.execute("INSERT OR IGNORE INTO shipments VALUES (?)", (event.id,))
            if new.rowcount:
                told = event.caused("OrderShipped", {"order": event.id})
                self.db.execute("INSERT INTO outbox (event) VALUES (?)", (told.to_json(),))

    def relay(self):
        rows = self.db.execute("SELECT number, event FROM outbox ORDER BY number").fetchall()
        for number, event in rows:
            if number not in self.sent:
                self.sent.add(number)
                self.broker.publish(Event.from_json(event))
                with self.db:
                    self.db.execute("DELETE FROM outbox WHERE number = ?", (number,))
