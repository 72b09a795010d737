# Books in one transaction, marks in the next.
def consume(member, db):
    for record in member.poll():
        event, data = record.event, record.event.data
        if not db.execute("SELECT 1 FROM seen WHERE id = ?", (event.id,)).fetchone():
            with db:
                if "amount" in data:
                    row = event.id, data["customer"], data["amount"]
                    db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
                else:
                    db.execute("INSERT INTO refused VALUES (?)", (event.id,))
            with db:
                db.execute("INSERT INTO seen VALUES (?)", (event.id,))
        member.commit(record.partition, record.offset + 1)
