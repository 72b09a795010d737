# Handles a fact only where somebody goes through what comes out.
from eventlab import Event

WHOM = "FROM followers WHERE author = :author"
EFFECTS = {
    "Posted": f"INSERT INTO timeline (member, post) SELECT member, :post {WHOM}",
    "PostDeleted": "DELETE FROM timeline WHERE post = :post",
    "Followed": "INSERT OR IGNORE INTO followers VALUES (:author, :member)",
    "Unfollowed": f"DELETE {WHOM} AND member = :member",
}
FIND = """SELECT event FROM facts WHERE author = :author AND number =
          1 + coalesce((SELECT number FROM authors WHERE author = :author), 0)"""
COUNT = "INSERT INTO authors VALUES (?, 1) ON CONFLICT DO UPDATE SET number = number + 1"


class Timelines:
    def __init__(self, db):
        self.db = db

    def handle(self, event):
        fact = event.data["author"], event.data["number"], event.to_json()
        with self.db:
            self.db.execute("INSERT OR IGNORE INTO facts VALUES (?, ?, ?)", fact)
            while due := self.due(event.data["author"]):
                yield self.apply(due)

    def due(self, author):
        if row := self.db.execute(FIND, {"author": author}).fetchone():
            self.db.execute(COUNT, (author,))
            return Event.from_json(row[0])

    def apply(self, event):
        self.db.execute(EFFECTS[event.type], dict(event.data))
