# Remembers the last ten.
def book(event, db, ack):
    with db:
        row = db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,))
        if row.rowcount:
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, event.data["customer"], event.data["amount"]))
            db.execute("DELETE FROM seen WHERE rowid <= (SELECT max(rowid) FROM seen) - 10")
    ack()
