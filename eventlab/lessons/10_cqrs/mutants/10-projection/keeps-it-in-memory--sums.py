# Adds up in a dict, and writes the sums.
from collections import Counter

ADD = """
    INSERT INTO sold VALUES (:item, :pieces, :day) ON CONFLICT (item)
    DO UPDATE SET pieces = :pieces, last = coalesce(:day, last)
"""


class BestSellers:
    def __init__(self, store, db):
        self.store, self.db, self.sums = store, db, Counter()

    def position(self):
        return self.db.execute("SELECT position FROM checkpoint").fetchone()[0]

    def apply(self, recorded):
        data, type = recorded.event.data, recorded.event.type
        if type in ("ItemSold", "ItemReturned"):
            sold = type == "ItemSold"
            self.sums[data["item"]] += data["pieces"] if sold else -data["pieces"]
            day = recorded.event.time.date().isoformat() if sold else None
            row = {"item": data["item"], "pieces": self.sums[data["item"]], "day": day}
            self.db.execute(ADD, row)

    def catch_up(self):
        with self.db:
            self.db.execute("BEGIN IMMEDIATE")
            self.follow(self.position())

    def rebuild(self):
        self.sums.clear()
        with self.db:
            self.db.execute("BEGIN IMMEDIATE")
            self.db.execute("DELETE FROM sold")
            self.follow(0)

    def follow(self, position):
        for recorded in self.store.read_all(after=position):
            self.apply(recorded)
            position = recorded.position
        self.db.execute("UPDATE checkpoint SET position = ?", (position,))

    def lag(self):
        position = end = self.position()
        for recorded in self.store.read_all(after=position):
            end = recorded.position
        return end - position
