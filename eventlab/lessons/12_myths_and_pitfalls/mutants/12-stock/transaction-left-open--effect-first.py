# The same, with the pieces first.
def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    if not db.execute("SELECT 1 FROM seen WHERE id = ?", (event.id,)).fetchone():
        db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
        db.execute("INSERT INTO seen VALUES (?)", (event.id,))
        db.commit()
