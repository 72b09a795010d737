# Looks first, and writes in a transaction of its own.
def book(event, db, ack):
    if not db.execute("SELECT 1 FROM seen WHERE id = ?", (event.id,)).fetchone():
        with db:
            db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,))
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    ack()
