# Keeps the last id alone.
def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    with db:
        if not db.execute("SELECT 1 FROM seen WHERE id = ?", (event.id,)).fetchone():
            db.execute("DELETE FROM seen")
            db.execute("INSERT INTO seen VALUES (?)", (event.id,))
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
