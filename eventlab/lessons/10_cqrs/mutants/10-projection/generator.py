# Yields after it has followed the log.
import sqlite3
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
    def follow(self, position):
        for recorded in self.store.read_all(after=position):
            self.apply(recorded)
            position = recorded.position
        self.db.execute("UPDATE checkpoint SET position = ?", (position,))
    def catch_up(self):
        with self.db:
            self.db.execute("BEGIN IMMEDIATE")
            self.follow(self.position())
            yield
    def rebuild(self):
        with self.db:
            self.db.execute("BEGIN IMMEDIATE")
            self.db.execute("DELETE FROM sold")
            self.follow(0)
    def lag(self):
        position = end = self.position()
        for recorded in self.store.read_all(after=position):
            end = recorded.position
        return end - position
