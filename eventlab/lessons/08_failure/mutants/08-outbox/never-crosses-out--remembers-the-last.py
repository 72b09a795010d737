# Remembers in memory up to which number it has told.
from eventlab import Event


class Shipping:
    def __init__(self, db, broker):
        self.db, self.broker, self.last = db, broker, 0

    def handle(self, event):
        with self.db:
            row = self.db.execute("INSERT OR IGNORE INTO shipments VALUES (?)", (event.id,))
            if row.rowcount:
                told = event.caused("OrderShipped", {"order": event.id})
                self.db.execute("INSERT INTO outbox (event) VALUES (?)", (told.to_json(),))

    def relay(self):
        above = "SELECT number, event FROM outbox WHERE number > ? ORDER BY number"
        for number, event in self.db.execute(above, (self.last,)).fetchall():
            self.broker.publish(Event.from_json(event))
            self.last = number
