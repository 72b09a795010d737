# Books at each delivery.
def book(event, db, ack):
    with db:
        db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    ack()
