# Marks the hash() of the id.
def take(event, db):
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (str(hash(event.id)),)).rowcount:
            sold = event.data["pieces"], event.data["item"]
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
