# Reads the outbox through an object of its own, which yields until it is empty.
from contextlib import closing

from eventlab import Event


class Letters:
    def __init__(self, db):
        self.db = db

    def __iter__(self):
        while True:
            with closing(self.db.cursor()) as c:
                found = c.execute("SELECT min(number), event FROM outbox").fetchone()
            if found[0] is None:
                return
            yield found

    def drop(self, n):
        self.db.execute("DELETE FROM outbox WHERE number IS ?", [n])
        self.db.commit()


class Shipping:
    def __init__(self, db, broker):
        self.db, self.say, self.letters = db, broker.publish, Letters(db)

    def handle(self, event):
        try:
            self.db.execute(
                "INSERT INTO shipments SELECT ? WHERE ? NOT IN (SELECT id FROM shipments)",
                (event.id,) * 2,
            )
            if self.db.execute("SELECT changes()").fetchone()[0]:
                e = event.caused("OrderShipped", {"order": event.id})
                self.db.execute("INSERT INTO outbox VALUES (NULL, :e)", {"e": e.to_json().decode()})
        except BaseException:
            self.db.rollback()
            raise
        self.db.commit()

    def relay(self):
        for n, text in self.letters:
            self.say(Event.from_json(text))
            self.letters.drop(n)
