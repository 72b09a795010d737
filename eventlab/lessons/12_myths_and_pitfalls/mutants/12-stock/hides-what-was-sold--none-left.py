# Takes nothing where nothing is left.
def take(event, db):
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            sold = event.data["pieces"], event.data["item"]
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ? AND pieces > 0", sold)
