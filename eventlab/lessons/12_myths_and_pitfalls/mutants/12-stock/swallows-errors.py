# Catches what the database raises.
import sqlite3


def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    try:
        with db:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
    except sqlite3.Error as error:
        print("try again later:", error)
