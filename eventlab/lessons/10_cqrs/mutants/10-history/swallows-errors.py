# A projection of its own, which is content with what it could read.
import sqlite3

SCHEMA = "CREATE TABLE tries (task TEXT PRIMARY KEY, tries INTEGER, solved INTEGER)"


class Tries:
    def __init__(self, store, path):
        self.store, self.db = store, sqlite3.connect(path)
        if not self.db.execute("SELECT 1 FROM sqlite_schema").fetchone():
            self.db.executescript(f"{SCHEMA}; CREATE TABLE place AS SELECT 0 AS position")

    def close(self):
        self.db.close()

    def catch_up(self):
        self.follow("SELECT position FROM place")

    def follow(self, begin):
        with self.db:
            self.db.execute("BEGIN IMMEDIATE")
            place = self.db.execute(begin).fetchone()[0]
            if not place:
                self.db.execute("DELETE FROM tries")
            try:
                for recorded in self.store.read_all(after=place):
                    self.apply(recorded.event)
                    place = recorded.position
            except ConnectionError:
                pass
            self.db.execute("UPDATE place SET position = ?", (place,))

    def rebuild(self):
        self.follow("SELECT 0")

    def apply(self, event):
        task, verdict = event.subject, event.data.get("verdict")
        if event.type == "ExerciseChecked" and verdict in ("passed", "failed"):
            self.db.execute("INSERT OR IGNORE INTO tries VALUES (?, 0, 0)", (task,))
            add = "UPDATE tries SET tries = tries + 1, solved = ? WHERE task = ? AND NOT solved"
            self.db.execute(add, (verdict == "passed", task))


def tries(store, path):
    return Tries(store, path)
