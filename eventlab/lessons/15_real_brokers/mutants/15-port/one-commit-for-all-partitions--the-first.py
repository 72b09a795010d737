# Counts what it has handled, and commits that for the first partition.
def consume(member, db):
    records = member.poll()
    for record in records:
        event, data = record.event, record.event.data
        with db:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                if "amount" in data:
                    row = event.id, data["customer"], data["amount"]
                    db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
                else:
                    db.execute("INSERT INTO refused VALUES (?)", (event.id,))
    if records:
        own = [r for r in records if r.partition == records[0].partition]
        member.commit(own[0].partition, own[-1].offset + 1)
