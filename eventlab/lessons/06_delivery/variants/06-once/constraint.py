# Lets the primary key say that it is a duplicate.
import sqlite3


def book(event, db, ack):
    try:
        with db:
            db.execute("INSERT INTO seen VALUES (?)", (event.id,))
            rows = [(event.id, *event.data.values())]
            db.executemany("INSERT INTO ledger VALUES (?, ?, ?)", rows)
    except sqlite3.IntegrityError:
        pass  # it was booked before
    ack()
