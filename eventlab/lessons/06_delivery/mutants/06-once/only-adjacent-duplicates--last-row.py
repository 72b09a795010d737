# Compares with the last row of the ledger only.
def book(event, db, ack):
    with db:
        last = db.execute("SELECT id FROM ledger ORDER BY rowid DESC LIMIT 1").fetchone()
        if last != (event.id,):
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    ack()
