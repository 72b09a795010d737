# Takes one piece, whatever was sold.
def take(event, db):
    sold = 1, event.data["item"]
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
