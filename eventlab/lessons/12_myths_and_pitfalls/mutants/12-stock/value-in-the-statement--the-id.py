# Writes the id into the text of the statement.
def take(event, db):
    with db:
        if db.execute(f"INSERT OR IGNORE INTO seen VALUES ('{event.id}')").rowcount:
            sold = event.data["pieces"], event.data["item"]
            db.execute("UPDATE stock SET pieces = pieces - ? WHERE item = ?", sold)
