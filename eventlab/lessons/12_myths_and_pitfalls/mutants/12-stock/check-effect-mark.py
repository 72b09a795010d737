# Check, effect, mark: the usual remedy, each step committed.
def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    if not db.execute("SELECT 1 FROM seen WHERE id = ?", (event.id,)).fetchone():
        with db:
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
        with db:
            db.execute("INSERT INTO seen VALUES (?)", (event.id,))
