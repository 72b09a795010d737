# Sends all that it finds, each marked by itself, until it finds nothing.
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
        every = "SELECT number, event FROM outbox ORDER BY number"
        while rows := self.db.execute(every).fetchall():
            for number, document in rows:
                self.broker.publish(Event.from_json(document))
                self.db.execute("DELETE FROM outbox WHERE number = ?", (number,))
                self.db.commit()
