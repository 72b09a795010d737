# Remembers in an attribute of the function.
def book(event, db, ack):
    if event.id not in book.seen:
        with db:
            db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
        book.seen.append(event.id)
    ack()


book.seen = []
