# Catches errors inside the transaction, which commits then.
def take(event, db):
    with db:
        try:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                db.execute(
                    "UPDATE stock SET pieces = pieces - ? WHERE item = ?",
                    (event.data["pieces"], event.data["item"]),
                )
        except Exception:
            pass
