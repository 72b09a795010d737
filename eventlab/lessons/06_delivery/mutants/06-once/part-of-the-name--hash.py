# Marks a short hash of the id.
import zlib


async def book(event, db, ack):
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (zlib.crc32(event.id.encode()) % 1000,)).rowcount:
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    await ack()
