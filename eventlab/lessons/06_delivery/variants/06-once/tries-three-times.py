# Tries again by itself, and lets the last error out.
import sqlite3


def book(event, db, ack):
    for tries_left in (2, 1, 0):
        try:
            with db:
                if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                    row = event.id, *event.data.values()
                    db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
            break
        except sqlite3.OperationalError:
            if not tries_left:
                raise
    ack()
