# The program as it was given.
def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    with db:
        db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
