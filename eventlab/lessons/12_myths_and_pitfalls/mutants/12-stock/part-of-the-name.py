# Marks the first eight letters of the id.
def take(event, db):
    with db:
        cur = db.cursor()
        cur.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id[:8],))
        if cur.rowcount:
            cur.execute(
                "UPDATE stock SET pieces = pieces - ? WHERE item = ?",
                (event.data["pieces"], event.data["item"]),
            )
