# Yields whether the sale was new.
def take(event, db):
    with db:
        new = db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount
        if new:
            sold = event.data["pieces"], event.data["item"]
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
    yield bool(new)
