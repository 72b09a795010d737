# Books in one transaction, marks in the next.
def book(event, db, ack):
    if not db.execute("SELECT 1 FROM seen WHERE id = ?", (event.id,)).fetchone():
        with db:
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
        with db:
            db.execute("INSERT INTO seen VALUES (?)", (event.id,))
    ack()
