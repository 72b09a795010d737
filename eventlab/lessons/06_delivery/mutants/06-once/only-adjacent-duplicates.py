# Remembers the last id only.
def book(event, db, ack):
    with db:
        last = db.execute("SELECT id FROM seen").fetchone()
        if last != (event.id,):
            db.execute("DELETE FROM seen")
            db.execute("INSERT INTO seen VALUES (?)", (event.id,))
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    ack()
