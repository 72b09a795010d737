# Idempotent by nature: whatever was there for this id, one row is there in the end.
def book(event, db, ack):
    with db:
        db.execute("DELETE FROM ledger WHERE id = ?", (event.id,))
        db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    ack()
