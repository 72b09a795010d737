# Yields what ack returns.
def book(event, db, ack):
    with db:
        row = db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,))
        if row.rowcount:
            values = event.id, event.data["customer"], event.data["amount"]
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", values)
    yield ack()
