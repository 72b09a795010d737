# Marks the last eight letters of the id.
async def book(event, db, ack):
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id[-8:],)).rowcount:
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    await ack()
