# Lets Fenced out.
def consume(member, db):
    for record in member.poll():
        event, data = record.event, record.event.data
        with db:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                if "amount" in data:
                    row = event.id, data["customer"], data["amount"]
                    db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
                else:
                    db.execute("INSERT INTO refused VALUES (?)", (event.id,))
        member.commit(record.partition, record.offset + 1)
