# Knows a sale by its type and source.
def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    with db:
        key = f"{event.source} {event.type}"
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount:
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
