# Tries three times, and acknowledges in any case.
import sqlite3


def book(event, db, ack):
    for _ in range(3):
        try:
            with db:
                if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                    row = event.id, *event.data.values()
                    db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
            break
        except sqlite3.OperationalError:
            print("once more")
    ack()
