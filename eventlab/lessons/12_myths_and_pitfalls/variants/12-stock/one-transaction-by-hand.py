# BEGIN IMMEDIATE, a look, two statements, a commit; after an error a rollback.
def take(event, db):
    db.execute("BEGIN IMMEDIATE")
    try:
        known = "SELECT count(*) FROM seen WHERE id = ?"
        if db.execute(known, (event.id,)).fetchone() == (0,):
            row = {"id": event.id, **event.data}
            db.execute("UPDATE stock SET pieces = pieces - :pieces WHERE item = :item", row)
            db.execute("INSERT INTO seen VALUES (:id)", row)
        db.commit()
    except BaseException:
        db.rollback()
        raise
