# Writes the item into the text of the statement.
def take(event, db):
    item, pieces = event.data["item"], event.data["pieces"]
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            db.execute(f"UPDATE stock SET pieces = pieces - {pieces} WHERE item = '{item}'")
