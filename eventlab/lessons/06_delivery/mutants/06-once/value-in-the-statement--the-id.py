# Writes the id into the text of the statement that marks it.
def book(event, db, ack):
    with db:
        if db.execute(f"INSERT OR IGNORE INTO seen VALUES ('{event.id}')").rowcount:
            row = event.id, event.data["customer"], event.data["amount"]
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
    ack()
