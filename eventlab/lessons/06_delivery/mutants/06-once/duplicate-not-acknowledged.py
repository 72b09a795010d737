# Returns early for an id that was seen.
def book(event, db, ack):
    with db:
        if not db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            return
        db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    ack()
