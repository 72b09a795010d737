# Keeps all ids in memory, and after a restart reads back the last one only.
class book:
    def __init__(self, db):
        last = db.execute("SELECT id FROM seen ORDER BY rowid DESC LIMIT 1")
        self.db, self.known = db, {id for (id,) in last}

    def handle(self, event, ack):
        if event.id not in self.known:
            with self.db as db:
                db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,))
                db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
            self.known.add(event.id)
        ack()
