# A SELECT in a `with db:` begins no transaction yet.
def take(event, db):
    with db:
        if not db.execute("SELECT 1 FROM seen WHERE id = ?", (event.id,)).fetchone():
            db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,))
            db.execute(
                "UPDATE stock SET pieces = pieces - ? WHERE item = ?",
                (event.data["pieces"], event.data["item"]),
            )
