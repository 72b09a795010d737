# Knows a sale by its item.
def take(event, db):
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.data["item"],)).rowcount:
            db.execute(
                "UPDATE stock SET pieces = pieces - ? WHERE item = ?",
                (event.data["pieces"], event.data["item"]),
            )
