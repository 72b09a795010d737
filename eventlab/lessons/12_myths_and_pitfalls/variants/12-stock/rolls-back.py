# Takes first, and rolls back when the id was known.
def take(event, db):
    with db:
        db.execute(
            "UPDATE stock SET pieces = pieces - ? WHERE item = ?",
            (event.data["pieces"], event.data["item"]),
        )
        if not db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            db.rollback()
