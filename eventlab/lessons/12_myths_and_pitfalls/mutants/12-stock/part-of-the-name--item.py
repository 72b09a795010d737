# Takes from all items that begin alike.
def take(event, db):
    with db:
        cur = db.cursor()
        cur.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,))
        if cur.rowcount:
            cur.execute(
                "UPDATE stock SET pieces = pieces - ? WHERE substr(item, 1, 8) = ?",
                (event.data["pieces"], event.data["item"][:8]),
            )
