# Remembers the ids in a set of the process.
seen = set()


def consume(member, db):
    for record in member.poll():
        event, data = record.event, record.event.data
        if event.id not in seen:
            with db:
                if "amount" in data:
                    row = event.id, data["customer"], data["amount"]
                    db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
                else:
                    db.execute("INSERT INTO refused VALUES (?)", (event.id,))
            seen.add(event.id)
        member.commit(record.partition, record.offset + 1)
