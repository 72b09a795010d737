# Has a row for all items that begin alike.
PUT = "INSERT OR REPLACE INTO sold VALUES (?, ?, ?)"


class BestSellers:
    def __init__(self, store, db):
        self.store, self.db = store, db

    def position(self):
        (found,) = self.db.execute("SELECT position FROM checkpoint")
        return found[0]

    def change(self, rows, after):
        for recorded in self.store.read_all(after=after):
            event, after = recorded.event, recorded.position
            if event.type in ("ItemSold", "ItemReturned"):
                pieces, last = rows.get(event.data["item"][:8], (0, None))
                if event.type == "ItemSold":
                    pieces, last = pieces + event.data["pieces"], event.time.strftime("%Y-%m-%d")
                else:
                    pieces -= event.data["pieces"]
                rows[event.data["item"][:8]] = pieces, last
        return after

    def catch_up(self):
        self.run(fresh=False)

    def rebuild(self):
        self.run(fresh=True)

    def run(self, fresh):
        with self.db:
            self.db.execute("BEGIN")
            after, rows = self.position(), {}
            if fresh:
                after = 0
                self.db.execute("DELETE FROM sold")
            for item, pieces, last in self.db.execute("SELECT * FROM sold").fetchall():
                rows[item] = pieces, last
            after = self.change(rows, after)
            self.db.executemany(PUT, [(item, *row) for item, row in rows.items()])
            self.db.execute("UPDATE checkpoint SET position = ?", (after,))

    def lag(self):
        position = self.position()
        last = max((r.position for r in self.store.read_all(after=position)), default=position)
        return last - position
