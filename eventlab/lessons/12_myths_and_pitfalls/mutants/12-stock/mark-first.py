# Marks in one transaction, takes in the next.
def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    with db:
        new = db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount
    if new:
        with db:
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
