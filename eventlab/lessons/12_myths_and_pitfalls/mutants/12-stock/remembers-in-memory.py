# A set in the process.
seen = set()


def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    if event.id in seen:
        return
    with db:
        db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
    seen.add(event.id)
