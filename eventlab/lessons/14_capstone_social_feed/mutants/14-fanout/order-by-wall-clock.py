# Applies all that it has anew, in the order of the clocks.
from eventlab import Event

WHOM = "FROM followers WHERE author = :author"
EFFECTS = {
    "Posted": f"INSERT INTO timeline (member, post) SELECT member, :post {WHOM}",
    "PostDeleted": "DELETE FROM timeline WHERE post = :post",
    "Followed": "INSERT OR IGNORE INTO followers VALUES (:author, :member)",
    "Unfollowed": f"DELETE {WHOM} AND member = :member",
}


class Timelines:
    def __init__(self, db):
        self.db = db

    def handle(self, event):
        author = event.data["author"]
        fact = author, event.data["number"], event.to_json()
        with self.db:
            self.db.execute("INSERT OR IGNORE INTO facts VALUES (?, ?, ?)", fact)
            mine = self.db.execute("SELECT event FROM facts WHERE author = ?", (author,)).fetchall()
            facts = sorted((Event.from_json(text) for (text,) in mine), key=lambda e: e.time)
            self.db.execute("DELETE FROM followers WHERE author = ?", (author,))
            for fact in facts:
                if fact.type == "Posted":
                    self.db.execute("DELETE FROM timeline WHERE post = ?", (fact.data["post"],))
            for fact in facts:
                self.apply(fact)

    def apply(self, event):
        self.db.execute(EFFECTS[event.type], dict(event.data))
