# Takes an id that is not the highest so far for a duplicate.
def book(event, db, ack):
    with db:
        (highest,) = db.execute("SELECT max(id) FROM ledger").fetchone()
        if highest is None or event.id > highest:
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    ack()
