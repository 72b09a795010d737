# Marks in one transaction, books in the next.
def consume(member, db):
    for record in member.poll():
        event, data = record.event, record.event.data
        with db:
            new = db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount
        with db:
            if new and "amount" in data:
                row = event.id, data["customer"], data["amount"]
                db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
            elif new:
                db.execute("INSERT INTO refused VALUES (?)", (event.id,))
        member.commit(record.partition, record.offset + 1)
