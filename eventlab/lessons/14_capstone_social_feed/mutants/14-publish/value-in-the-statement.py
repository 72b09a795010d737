# Writes the text of a post into the text of the statement.
from eventlab import Event

CHANGES = {
    "Post": ("Posted", "INSERT OR IGNORE INTO posts VALUES ('{post}', '{author}', '{text}')"),
    "Delete": ("PostDeleted", "DELETE FROM posts WHERE id = :post AND author = :author"),
    "Follow": ("Followed", "INSERT OR IGNORE INTO follows VALUES (:member, :author)"),
    "Unfollow": ("Unfollowed", "DELETE FROM follows WHERE member = :member AND author = :author"),
}
COUNT = "INSERT INTO authors VALUES (?, 1) ON CONFLICT DO UPDATE SET number = number + 1"


class Members:
    def __init__(self, db, broker):
        self.db, self.broker = db, broker

    def handle(self, command):
        with self.db:
            new = self.db.execute("INSERT OR IGNORE INTO commands VALUES (?)", (command.id,))
            fact, change = CHANGES[command.type]
            if new.rowcount and self.db.execute(change.format(**command.data), dict(command.data)).rowcount:
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
