# Commits by hand, and forgets that a call may fail before that.
def book(event, db, ack):
    if not db.execute("SELECT 1 FROM seen WHERE id = ?", (event.id,)).fetchone():
        db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
        db.execute("INSERT INTO seen VALUES (?)", (event.id,))
        db.commit()
    ack()
