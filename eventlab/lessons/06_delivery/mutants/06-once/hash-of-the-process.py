# Marks the hash() of the id.
def book(event, db, ack):
    with db:
        row = db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (str(hash(event.id)),))
        if row.rowcount:
            values = event.id, event.data["customer"], event.data["amount"]
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", values)
    ack()
