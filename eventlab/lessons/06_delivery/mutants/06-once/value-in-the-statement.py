# Writes the values into the text of the statement.
def book(event, db, ack):
    customer, amount = event.data["customer"], event.data["amount"]
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            db.execute(f"INSERT INTO ledger VALUES ('{event.id}', '{customer}', {amount})")
    ack()
