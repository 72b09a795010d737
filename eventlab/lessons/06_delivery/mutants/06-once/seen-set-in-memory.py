# Remembers in a global set.
seen = set()


def book(event, db, ack):
    if event.id not in seen:
        with db:
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
        seen.add(event.id)
    ack()
