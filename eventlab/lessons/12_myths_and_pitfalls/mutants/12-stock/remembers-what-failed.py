# Has a set in memory before the table, and fills it too early.
seen = set()


def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    if event.id not in seen:
        seen.add(event.id)
        with db:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
