# Looks at the first record of a poll that may have brought none.
def consume(member, db):
    records = member.poll()
    print("from offset", records[0].offset)
    for record in records:
        event, data = record.event, record.event.data
        with db:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                if "amount" in data:
                    row = event.id, data["customer"], data["amount"]
                    db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
                else:
                    db.execute("INSERT INTO refused VALUES (?)", (event.id,))
        member.commit(record.partition, record.offset + 1)
