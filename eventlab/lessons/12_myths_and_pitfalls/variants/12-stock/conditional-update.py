# The UPDATE itself asks whether the id is new, and the mark follows in the same transaction.
def take(event, db):
    with db:
        db.execute(
            "UPDATE stock SET pieces = pieces - ?"
            " WHERE item = ? AND NOT EXISTS (SELECT 1 FROM seen WHERE id = ?)",
            (event.data["pieces"], event.data["item"], event.id),
        )
        db.execute("INSERT OR REPLACE INTO seen VALUES (?)", (event.id,))
