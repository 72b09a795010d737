# Takes a smaller id for one that was here.
def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    with db:
        last = db.execute("SELECT max(id) FROM seen").fetchone()[0] or ""
        if event.id > last:
            db.execute("INSERT INTO seen VALUES (?)", (event.id,))
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
