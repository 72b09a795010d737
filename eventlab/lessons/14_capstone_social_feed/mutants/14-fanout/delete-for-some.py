# Takes a deleted post from those who follow now.
WHOM = "FROM followers WHERE author = :author"
EFFECTS = {
    "Posted": f"INSERT INTO timeline (member, post) SELECT member, :post {WHOM}",
    "PostDeleted": f"DELETE FROM timeline WHERE post = :post AND member IN (SELECT member {WHOM})",
    "Followed": "INSERT OR IGNORE INTO followers VALUES (:author, :member)",
    "Unfollowed": f"DELETE {WHOM} AND member = :member",
}


class Timelines:
    def __init__(self, db):
        self.db = db

    def handle(self, event):
        author, number = event.data["author"], event.data["number"]
        with self.db:
            self.db.execute("INSERT OR IGNORE INTO authors VALUES (?, 0)", (author,))
            find = "SELECT number FROM authors WHERE author = ?"
            last = self.db.execute(find, (author,)).fetchone()[0]
            if number > last + 1:
                raise ValueError("too early")
            if number == last + 1:
                self.apply(event)
                self.db.execute("UPDATE authors SET number = ? WHERE author = ?", (number, author))

    def apply(self, event):
        self.db.execute(EFFECTS[event.type], dict(event.data))
