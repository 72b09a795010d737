# Commits by hand, and does not roll back after an error.
def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
        db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
        db.commit()
