# Marks in one transaction, books in the next.
def book(event, db, ack):
    with db:
        new = db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount
    if new:
        with db:
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    ack()
