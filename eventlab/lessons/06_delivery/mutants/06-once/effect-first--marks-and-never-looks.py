# Marks the id, and books whether it was marked or not.
def book(event, db, ack):
    with db:
        db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,))
        db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    ack()
