# Saves the first eight letters of the id.
import sqlite3

from eventlab import Event


class Shipping:
    def __init__(self, db, broker):
        self.db, self.broker = db, broker

    def handle(self, event):
        told = event.caused("OrderShipped", {"order": event.id})
        try:
            with self.db:
                self.db.execute("INSERT INTO shipments VALUES (?)", (event.id[:8],))
                self.db.execute("INSERT INTO outbox (event) VALUES (?)", (told.to_json(),))
        except sqlite3.IntegrityError:
            return

    def relay(self):
        rows = self.db.execute("SELECT number, event FROM outbox ORDER BY number").fetchall()
        for _, event in rows:
            self.broker.publish(Event.from_json(event))
        with self.db:
            self.db.executemany("DELETE FROM outbox WHERE number = ?", [row[:1] for row in rows])
