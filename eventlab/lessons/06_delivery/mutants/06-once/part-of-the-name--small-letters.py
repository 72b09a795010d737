# Marks the id in small letters.
async def book(event, db, ack):
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id.lower(),)).rowcount:
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    await ack()
