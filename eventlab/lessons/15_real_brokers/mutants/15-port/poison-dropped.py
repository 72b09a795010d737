# Skips what it cannot book.
def consume(member, db):
    for record in member.poll():
        event, data = record.event, record.event.data
        with db:
            if "amount" in data:
                if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                    row = event.id, data["customer"], data["amount"]
                    db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
        member.commit(record.partition, record.offset + 1)
