# Looks up each type in a dict that has two.
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
        data, event = recorded.event.data, recorded.event
        sign = {"ItemSold": 1, "ItemReturned": -1}[event.type]
        day = event.time.date().isoformat() if sign > 0 else None
        row = {"item": data["item"], "pieces": sign * data["pieces"], "day": day}
        self.db.execute(ADD, row)

    def catch_up(self):
        with self.db:
            self.db.execute("BEGIN IMMEDIATE")
            self.follow(self.position())

    def rebuild(self):
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
