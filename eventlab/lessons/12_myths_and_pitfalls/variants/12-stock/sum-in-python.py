# Does the sum itself, after the first write of the transaction.
def take(event, db):
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            [(there,)] = db.execute(
                "SELECT pieces FROM stock WHERE item = ?", (event.data["item"],)
            )
            db.execute(
                "UPDATE stock SET pieces = ? WHERE item = ?",
                (there - event.data["pieces"], event.data["item"]),
            )
