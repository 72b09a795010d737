# Knows a sale by what was sold.
def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    with db:
        key = f"{event.data['item']} {event.data['pieces']}"
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,)).rowcount:
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
