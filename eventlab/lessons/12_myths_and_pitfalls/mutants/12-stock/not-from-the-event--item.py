# Takes teapots, whatever was sold.
def take(event, db):
    sold = event.data["pieces"], "teapot"
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
