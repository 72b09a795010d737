# The primary key refuses what was here, and the whole transaction with it.
import sqlite3


def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    try:
        with db:
            db.execute("INSERT INTO seen VALUES (?)", (event.id,))
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
    except sqlite3.IntegrityError:
        pass  # a duplicate
