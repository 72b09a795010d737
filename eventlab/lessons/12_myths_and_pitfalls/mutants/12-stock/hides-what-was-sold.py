# Takes no more than there is.
def take(event, db):
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            sold = event.data["pieces"], event.data["item"]
            db.execute("UPDATE stock SET pieces = max(0, pieces - ?) WHERE item = ?", sold)
