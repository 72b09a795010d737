# A set in a default argument.
def take(event, db, seen=set()):
    sold = event.data["pieces"], event.data["item"]
    if event.id not in seen:
        with db:
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
        seen.add(event.id)
