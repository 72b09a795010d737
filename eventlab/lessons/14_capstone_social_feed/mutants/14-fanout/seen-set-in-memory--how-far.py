# Keeps in memory how far each author is, and what waits.
WHOM = "FROM followers WHERE author = :author"
EFFECTS = {
    "Posted": f"INSERT INTO timeline (member, post) SELECT member, :post {WHOM}",
    "PostDeleted": "DELETE FROM timeline WHERE post = :post",
    "Followed": "INSERT OR IGNORE INTO followers VALUES (:author, :member)",
    "Unfollowed": f"DELETE {WHOM} AND member = :member",
}


class Timelines:
    def __init__(self, db):
        self.db, self.last, self.waiting = db, {}, {}

    def handle(self, event):
        author = event.data["author"]
        self.waiting[author, event.data["number"]] = event
        with self.db:
            while due := self.waiting.pop((author, self.last.get(author, 0) + 1), None):
                self.apply(due)
                self.last[author] = self.last.get(author, 0) + 1

    def apply(self, event):
        self.db.execute(EFFECTS[event.type], dict(event.data))
