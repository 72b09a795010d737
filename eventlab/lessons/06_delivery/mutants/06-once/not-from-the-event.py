# Books the amount of the example.
def book(event, db, ack):
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, event.data["customer"], 5))
    ack()
