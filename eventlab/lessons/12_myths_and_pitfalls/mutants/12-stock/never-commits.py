# Writes without a commit.
def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
        db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
