# Applies whatever comes.
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
        with self.db:
            self.apply(event)

    def apply(self, event):
        self.db.execute(EFFECTS[event.type], dict(event.data))
