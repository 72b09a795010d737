# An async def, which nobody awaits.
async def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
