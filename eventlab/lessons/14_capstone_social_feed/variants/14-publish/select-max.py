# Asks the outbox's own history for the number, in SQL alone.
import json

from eventlab import Event

FACTS = {"Post": "Posted", "Delete": "PostDeleted", "Follow": "Followed", "Unfollow": "Unfollowed"}


class Members:
    def __init__(self, db, broker):
        self.db, self.broker = db, broker

    def handle(self, command):
        self.db.execute("BEGIN IMMEDIATE")
        try:
            self._carry_out(command, command.data)
            self.db.commit()
        finally:
            self.db.rollback()

    def _carry_out(self, command, data):
        had = self.db.execute("SELECT count(*) FROM commands WHERE id = ?", [command.id])
        if had.fetchone()[0]:
            return
        self.db.execute("INSERT INTO commands VALUES (?)", [command.id])
        if not getattr(self, command.type.lower())(data):
            return
        author = data["author"]
        self.db.execute("INSERT OR IGNORE INTO authors VALUES (?, 0)", [author])
        self.db.execute("UPDATE authors SET number = number + 1 WHERE author = ?", [author])
        rows = dict(self.db.execute("SELECT author, number FROM authors").fetchall())
        fact = command.caused(FACTS[command.type], dict(data) | {"number": rows[author]})
        self.db.execute("INSERT INTO outbox VALUES (NULL, ?)", [fact.to_json()])

    def post(self, data):
        row = data["post"], data["author"], data["text"]
        return self.db.execute("INSERT OR IGNORE INTO posts VALUES (?, ?, ?)", row).rowcount

    def delete(self, data):
        whose = data["post"], data["author"]
        return self.db.execute("DELETE FROM posts WHERE id = ? AND author = ?", whose).rowcount

    def follow(self, data):
        row = data["member"], data["author"]
        return self.db.execute("INSERT OR IGNORE INTO follows VALUES (?, ?)", row).rowcount

    def unfollow(self, data):
        row = data["member"], data["author"]
        gone = "DELETE FROM follows WHERE member = ? AND author = ?"
        return self.db.execute(gone, row).rowcount

    def relay(self):
        rows = self.db.execute("SELECT number, event FROM outbox ORDER BY number").fetchall()
        for number, text in rows:
            assert json.loads(text)["type"] in FACTS.values()
            self.broker.publish(Event.from_json(text))
            self.db.execute("DELETE FROM outbox WHERE number = ?", [number])
            self.db.commit()
