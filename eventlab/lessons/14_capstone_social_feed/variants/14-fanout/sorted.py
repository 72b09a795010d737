# Takes up in order what is there, until one is missing.
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
        author, number = event.data["author"], event.data["number"]
        with self.db as tx:
            fact = author, number, event.to_json()
            if not tx.execute("INSERT OR IGNORE INTO facts VALUES (?, ?, ?)", fact).rowcount:
                return
            row = tx.execute("SELECT number FROM authors WHERE author = ?", (author,)).fetchone()
            last = row[0] if row else 0
            find = "SELECT event FROM facts WHERE author = ? AND number > ? ORDER BY number"
            for (text,) in tx.execute(find, (author, last)).fetchall():
                fact = Event.from_json(text)
                if fact.data["number"] > last + 1:
                    break
                self.apply(fact)
                last += 1
            tx.execute("INSERT OR REPLACE INTO authors VALUES (?, ?)", (author, last))

    def apply(self, event):
        self.db.execute(EFFECTS[event.type], dict(event.data))
