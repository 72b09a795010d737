# Keeps what it had in a set of the process.
WHOM = "FROM followers WHERE author = :author"
EFFECTS = {
    "Posted": f"INSERT INTO timeline (member, post) SELECT member, :post {WHOM}",
    "PostDeleted": "DELETE FROM timeline WHERE post = :post",
    "Followed": "INSERT OR IGNORE INTO followers VALUES (:author, :member)",
    "Unfollowed": f"DELETE {WHOM} AND member = :member",
}


class Timelines:
    def __init__(self, db):
        self.db, self.done = db, {}

    def handle(self, event):
        author, number = event.data["author"], event.data["number"]
        if number > self.done.get(author, 0) + 1:
            raise LookupError("too early")
        if number <= self.done.get(author, 0):
            return
        with self.db:
            self.apply(event)
        self.done[author] = number

    def apply(self, event):
        self.db.execute(EFFECTS[event.type], dict(event.data))
