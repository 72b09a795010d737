# Acknowledges in a finally, also what has failed.
def book(event, db, ack):
    try:
        with db:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    finally:
        ack()
