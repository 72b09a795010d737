# Lets the database refuse a duplicate, and does not catch it.
def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    with db:
        db.execute("INSERT INTO seen VALUES (?)", (event.id,))
        db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
