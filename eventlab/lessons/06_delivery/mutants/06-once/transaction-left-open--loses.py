# Commits by hand; the mark of the failed attempt is committed by the next one.
def book(event, db, ack):
    if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
        db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    db.commit()
    ack()
