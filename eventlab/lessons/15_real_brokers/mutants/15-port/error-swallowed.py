# Catches every error and goes on with the next record.
def consume(member, db):
    for record in member.poll():
        event, data = record.event, record.event.data
        try:
            with db:
                if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                    if "amount" in data:
                        row = event.id, data["customer"], data["amount"]
                        db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
                    else:
                        db.execute("INSERT INTO refused VALUES (?)", (event.id,))
        except Exception as error:
            print("later:", error)
            continue
        member.commit(record.partition, record.offset + 1)
