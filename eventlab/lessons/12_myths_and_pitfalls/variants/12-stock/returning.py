# RETURNING tells whether the id is new.
def take(event, db):
    with db:
        if db.execute(
            "INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id", (event.id,)
        ).fetchone():
            db.execute(
                "UPDATE stock SET pieces = pieces - ? WHERE item = ?",
                (event.data["pieces"], event.data["item"]),
            )
