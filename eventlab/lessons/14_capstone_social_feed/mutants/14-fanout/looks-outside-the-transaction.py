# Reads how far it is before it holds the lock.
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
        author, number = event.data["author"], event.data["number"]
        find = "SELECT number FROM authors WHERE author = ?"
        last = (self.db.execute(find, (author,)).fetchone() or [0])[0]
        if number > last + 1:
            raise LookupError("too early")
        if number == last + 1:
            with self.db:
                self.apply(event)
                self.db.execute("INSERT OR REPLACE INTO authors VALUES (?, ?)", (author, number))

    def apply(self, event):
        self.db.execute(EFFECTS[event.type], dict(event.data))
