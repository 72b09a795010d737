# Books each customer once.
def book(event, db, ack):
    customer = event.data["customer"]
    with db:
        if not db.execute("SELECT 1 FROM ledger WHERE customer = ?", (customer,)).fetchone():
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    ack()
