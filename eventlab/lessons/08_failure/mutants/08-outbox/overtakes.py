# Goes on with the next one, and raises at the end.
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
        errors = []
        all_rows = "SELECT number, event FROM outbox ORDER BY number"
        for number, event in self.db.execute(all_rows).fetchall():
            try:
                self.broker.publish(Event.from_json(event))
            except ConnectionError as error:
                errors.append(error)
                continue
            with self.db:
                self.db.execute("DELETE FROM outbox WHERE number = ?", (number,))
        if errors:
            raise errors[0]
