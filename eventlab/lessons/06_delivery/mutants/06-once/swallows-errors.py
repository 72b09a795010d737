# Catches what the database raises and acknowledges.
import sqlite3


def book(event, db, ack):
    try:
        with db:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                db.execute("INSERT INTO ledger VALUES (?, ?, ?)", (event.id, *event.data.values()))
    except sqlite3.Error as error:
        print("try again later:", error)
    ack()
