# Keeps the last three ids.
def take(event, db):
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            db.execute("DELETE FROM seen WHERE rowid <= (SELECT max(rowid) FROM seen) - 3")
            db.execute(
                "UPDATE stock SET pieces = pieces - ? WHERE item = ?",
                (event.data["pieces"], event.data["item"]),
            )
