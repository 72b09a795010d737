# Keeps one post for each word.
from eventlab import Event

CHANGES = {
    "Post": ("Posted", "INSERT OR IGNORE INTO posts VALUES (:post, :author, :text)"),
    "Delete": ("PostDeleted", "DELETE FROM posts WHERE id = :post AND author = :author"),
    "Follow": ("Followed", "INSERT OR IGNORE INTO follows VALUES (:member, :author)"),
    "Unfollow": ("Unfollowed", "DELETE FROM follows WHERE member = :member AND author = :author"),
}
COUNT = "INSERT INTO authors VALUES (?, 1) ON CONFLICT DO UPDATE SET number = number + 1"
WHOM = "FROM followers WHERE author = :author"
EFFECTS = {
    "Posted": f"INSERT INTO timeline (member, post) SELECT member, :post {WHOM}",
    "PostDeleted": "DELETE FROM timeline WHERE post = :post",
    "Followed": "INSERT OR IGNORE INTO followers VALUES (:author, :member)",
    "Unfollowed": f"DELETE {WHOM} AND member = :member",
}
FIND = """SELECT event FROM facts WHERE author = :author AND number =
          1 + coalesce((SELECT number FROM authors WHERE author = :author), 0)"""


class Members:
    def __init__(self, db, broker):
        self.db, self.broker = db, broker

    def handle(self, command):
        with self.db:
            new = self.db.execute("INSERT OR IGNORE INTO commands VALUES (?)", (command.id,))
            fact, change = CHANGES[command.type]
            if new.rowcount and self.db.execute(change, dict(command.data)).rowcount:
                self.tell(command, fact)

    def tell(self, command, fact):
        author = (command.data["author"],)
        self.db.execute(COUNT, author)
        find = "SELECT number FROM authors WHERE author = ?"
        number = self.db.execute(find, author).fetchone()[0]
        event = command.caused(fact, {**command.data, "number": number})
        self.db.execute("INSERT INTO outbox (event) VALUES (?)", (event.to_json(),))

    def relay(self):
        first = "SELECT number, event FROM outbox ORDER BY number LIMIT 1"
        while row := self.db.execute(first).fetchone():
            self.broker.publish(Event.from_json(row[1]))
            with self.db:
                self.db.execute("DELETE FROM outbox WHERE number = ?", row[:1])


class Timelines:
    def __init__(self, db):
        self.db = db

    def handle(self, event):
        fact = event.data["author"], event.data["number"], event.to_json()
        with self.db:
            self.db.execute("INSERT OR IGNORE INTO facts VALUES (?, ?, ?)", fact)
            while due := self.due(event.data["author"]):
                self.apply(due)

    def due(self, author):
        if row := self.db.execute(FIND, {"author": author}).fetchone():
            self.db.execute(COUNT, (author,))
            return Event.from_json(row[0])

    def apply(self, event):
        self.db.execute(EFFECTS[event.type], dict(event.data))


class Feed(Timelines):
    def __init__(self, db, push):
        super().__init__(db)
        self.push = push

    def apply(self, event):
        super().apply(event)
        if event.type == "Posted":
            whom = f"SELECT :id || '/' || member, member, :post {WHOM}"
            notice = f"INSERT INTO notices (key, member, post) {whom}"
            self.db.execute(notice, {**event.data, "id": event.id})
            new = "SELECT :word, :post WHERE NOT EXISTS (SELECT 1 FROM words WHERE word = :word)"
            for word in set(event.data["text"].lower().split()):
                self.db.execute(f"INSERT INTO words {new}", {**event.data, "word": word})
        if event.type == "PostDeleted":
            self.db.execute("DELETE FROM words WHERE post = :post", dict(event.data))

    def relay(self):
        first = "SELECT number, key, member, post FROM notices ORDER BY number LIMIT 1"
        while row := self.db.execute(first).fetchone():
            self.push.send(*row[1:])
            with self.db:
                self.db.execute("DELETE FROM notices WHERE number = ?", row[:1])


class Network:
    def __init__(self, members_db, feed_db, broker, push):
        self.members = Members(members_db, broker)
        self.feed = Feed(feed_db, push)
