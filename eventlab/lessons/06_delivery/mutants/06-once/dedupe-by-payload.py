# Marks the content instead of the id.
def book(event, db, ack):
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (str(dict(event.data)),)).rowcount:
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    ack()
