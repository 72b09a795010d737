# Writes customers in small letters.
def book(event, db, ack):
    with db:
        row = db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,))
        if row.rowcount:
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, event.data["customer"].lower(), abs(int(event.data["amount"]))))
    ack()
