# Commits and rolls back by hand, in batches that are read before.
ADD = """
    INSERT INTO sold VALUES (:item, :pieces, :day) ON CONFLICT (item)
    DO UPDATE SET pieces = pieces + :pieces, last = coalesce(:day, last)
"""


class BestSellers:
    def __init__(self, store, db):
        self.store, self.db = store, db

    def position(self):
        return self.db.execute("SELECT position FROM checkpoint").fetchone()[0]

    def apply(self, recorded):
        data = recorded.event.data
        if recorded.event.type == "ItemSold":
            day = recorded.event.time.date().isoformat()
            self.db.execute(ADD, {"item": data["item"], "pieces": data["pieces"], "day": day})
        elif recorded.event.type == "ItemReturned":
            self.db.execute(ADD, {"item": data["item"], "pieces": -data["pieces"], "day": None})

    def catch_up(self):
        while self.batch():
            pass

    def batch(self):
        self.db.execute("BEGIN EXCLUSIVE")
        try:
            found = list(self.store.read_all(after=self.position(), limit=2))
            for recorded in found:
                self.apply(recorded)
            if found:
                self.move(found[-1].position)
            self.db.commit()
        except BaseException:
            self.db.rollback()
            raise
        return found

    def move(self, position):
        self.db.execute("UPDATE checkpoint SET position = ?", (position,))

    def rebuild(self):
        events = list(self.store.read_all())
        with self.db:
            self.move(events[-1].position if events else 0)
            self.db.execute("DELETE FROM sold")
            for recorded in events:
                self.apply(recorded)

    def lag(self):
        position = end = self.position()
        for recorded in self.store.read_all(after=position):
            end = recorded.position
        return end - position
