# Raises by itself.
def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    with db:
        if not db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            raise ValueError(f"{event.id} was here already")
        db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
