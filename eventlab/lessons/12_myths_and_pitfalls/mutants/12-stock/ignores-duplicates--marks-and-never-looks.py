# Marks what it has done, and nobody looks.
def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    with db:
        db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,))
        db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
