# Remembers in a default argument.
def book(event, db, ack, seen=set()):
    if event.id not in seen:
        with db:
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
        seen.add(event.id)
    ack()
