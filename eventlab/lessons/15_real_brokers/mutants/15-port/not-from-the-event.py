# Books the offset for the id.
def consume(member, db):
    for record in member.poll():
        event = record.event
        with db:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                db.execute("INSERT INTO ledger VALUES (?, 'ada', 5)", (event.id,))
        member.commit(record.partition, record.offset + 1)
