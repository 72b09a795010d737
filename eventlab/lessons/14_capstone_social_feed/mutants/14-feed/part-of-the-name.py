# Makes the key of a notice of the beginning of the member's name.
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


class Feed:
    def __init__(self, db, push):
        self.db, self.push = db, push

    def handle(self, event):
        author, number = event.data["author"], event.data["number"]
        with self.db:
            self.db.execute("INSERT OR IGNORE INTO authors VALUES (?, 0)", (author,))
            find = "SELECT number FROM authors WHERE author = ?"
            last = self.db.execute(find, (author,)).fetchone()[0]
            if number > last + 1:
                raise LookupError(f"{last + 1} of {author} is missing")
            if number == last + 1:
                for reader in (notices, timeline, index):
                    reader(self.db, event)
                self.db.execute("UPDATE authors SET number = ? WHERE author = ?", (number, author))

    def relay(self):
        rows = self.db.execute("SELECT number, key, member, post FROM notices").fetchall()
        for number, *notice in rows:
            self.push.send(*notice)
            self.db.execute("DELETE FROM notices WHERE number = ?", (number,))
            self.db.commit()


def notices(db, event):
    if event.type == "Posted":
        for (member,) in db.execute(f"SELECT member {WHOM}", dict(event.data)).fetchall():
            notice = f"{member[:8]} {event.data['post']}", member, event.data["post"]
            db.execute("INSERT INTO notices (key, member, post) VALUES (?, ?, ?)", notice)


def timeline(db, event):
    db.execute(EFFECTS[event.type], dict(event.data))


def index(db, event):
    if event.type == "Posted":
        for word in sorted({word.casefold() for word in event.data["text"].split()}):
            db.execute("INSERT INTO words VALUES (?, ?)", (word, event.data["post"]))
    elif event.type == "PostDeleted":
        db.execute("DELETE FROM words WHERE post = ?", (event.data["post"],))


class Network:
    def __init__(self, members_db, feed_db, broker, push):
        self.members = Members(members_db, broker)
        self.feed = Feed(feed_db, push)
