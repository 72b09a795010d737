# Takes first, and puts back when the id was known.
def take(event, db):
    sold = (event.data["pieces"], event.data["item"])
    with db:
        db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
    with db:
        new = db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount
        if not new:
            db.execute("UPDATE stock SET pieces = pieces + ? WHERE item = ?", sold)
