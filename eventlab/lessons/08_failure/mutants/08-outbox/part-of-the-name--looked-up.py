# Looks for a shipment whose id begins alike.
from eventlab import Event


class Shipping:
    def __init__(self, db, broker):
        self._db = db
        self._send = broker.publish

    def handle(self, event):
        self._db.execute("BEGIN IMMEDIATE")
        try:
            if self._is_new(event.id):
                told = event.caused("OrderShipped", {"order": event.id})
                self._db.execute("INSERT INTO shipments (id) VALUES (:id)", {"id": event.id})
                self._db.execute("INSERT INTO outbox VALUES (NULL, ?)", (told.to_json().decode(),))
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise

    def _is_new(self, id):
        (found,) = self._db.execute("SELECT count(*) FROM shipments WHERE id LIKE ?", (f"{id[:8]}%",)).fetchone()
        return found == 0

    def relay(self):
        while True:
            row = self._db.execute(
                "SELECT * FROM outbox WHERE number = (SELECT min(number) FROM outbox)"
            ).fetchone()
            if row is None:
                return
            number, document = row
            self._send(Event.from_json(document.encode()))
            with self._db:
                self._db.execute("DELETE FROM outbox WHERE number <= ?", (number,))
