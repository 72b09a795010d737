# The same with commits by hand, and a rollback.
def take(event, db):
    sold = event.data["pieces"], event.data["item"]
    try:
        if db.execute("SELECT 1 FROM seen WHERE id = ?", (event.id,)).fetchone() is None:
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
            db.commit()
            db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,))
            db.commit()
    except Exception:
        db.rollback()
        raise
