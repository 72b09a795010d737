# Looks first, and writes in a transaction of its own.
def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    if not db.execute("SELECT 1 FROM seen WHERE id = ?", (event.id,)).fetchone():
        with db:
            db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,))
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
