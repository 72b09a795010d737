# Looks in the ledger first, and books in a transaction of its own.
def book(event, db, ack):
    with db:
        known = db.execute("SELECT 1 FROM ledger WHERE id = ?", (event.id,)).fetchall()
        if not known:
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    ack()
