# The UPDATE takes the pieces as often as the INSERT has changed a row.
def take(event, db):
    with db:
        db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,))
        db.execute(
            "UPDATE stock SET pieces = pieces - ? * changes() WHERE item = ?",
            (event.data["pieces"], event.data["item"]),
        )
