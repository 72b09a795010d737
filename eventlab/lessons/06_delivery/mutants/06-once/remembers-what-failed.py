# Has a set in memory before the table, and fills it too early.
seen = set()


def book(event, db, ack):
    if event.id not in seen:
        seen.add(event.id)
        with db:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    ack()
