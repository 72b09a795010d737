# Looks, takes, marks: a second process is refused by the primary key, and comes again.
def take(event, db):
    with db:
        if not db.execute("SELECT * FROM seen WHERE id = ?", (event.id,)).fetchall():
            db.execute(
                "UPDATE stock SET pieces = pieces - ? WHERE item = ?",
                (event.data["pieces"], event.data["item"]),
            )
            db.execute("INSERT INTO seen (id) VALUES (?)", (event.id,))
