# Knows a record by its place in the log.
def consume(member, db):
    for record in member.poll():
        event, data = record.event, record.event.data
        with db:
            mark = f"{record.partition}-{record.offset}"
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (mark,)).rowcount:
                if "amount" in data:
                    row = event.id, data["customer"], data["amount"]
                    db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
                else:
                    db.execute("INSERT INTO refused VALUES (?)", (event.id,))
        member.commit(record.partition, record.offset + 1)
