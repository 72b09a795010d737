# Deletes all posts that begin alike.
from eventlab import Event


class Timelines:
    def __init__(self, db):
        self.db = db

    def handle(self, event):
        author = event.data["author"]
        with self.db:
            fact = author, event.data["number"], event.to_json()
            self.db.execute("INSERT OR IGNORE INTO facts VALUES (?, ?, ?)", fact)
            for member, post in self.lines(author):
                self.db.execute(
                    "DELETE FROM timeline WHERE member = ? AND post = ?", (member, post)
                )
            for member, post in self.lines(author, shown=True):
                self.db.execute("INSERT INTO timeline (member, post) VALUES (?, ?)", (member, post))

    def lines(self, author, shown=False):
        find = "SELECT event FROM facts WHERE author = ? ORDER BY number"
        facts = [Event.from_json(row[0]) for row in self.db.execute(find, (author,)).fetchall()]
        gone = {fact.data["post"][:8] for fact in facts if fact.type == "PostDeleted" and shown}
        members, lines = [], []
        for number, fact in enumerate(facts, 1):
            if fact.data["number"] != number:
                break  # what comes behind a gap has to wait
            if fact.type == "Followed":
                members.append(fact.data["member"])
            elif fact.type == "Unfollowed":
                members.remove(fact.data["member"])
            elif fact.type == "Posted" and fact.data["post"][:8] not in gone:
                lines += [(member, fact.data["post"]) for member in members]
        return lines
