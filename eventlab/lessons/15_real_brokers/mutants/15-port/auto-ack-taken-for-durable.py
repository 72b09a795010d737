# Commits everything as soon as it is polled, since the log is durable.
def consume(member, db):
    records = member.poll()
    for record in records:
        member.commit(record.partition, record.offset + 1)
    for record in records:
        event, data = record.event, record.event.data
        with db:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                if "amount" in data:
                    row = event.id, data["customer"], data["amount"]
                    db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
                else:
                    db.execute("INSERT INTO refused VALUES (?)", (event.id,))
