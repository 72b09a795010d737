# Reads how many there are before the transaction.
def take(event, db):
    [(there,)] = db.execute(
        "SELECT pieces FROM stock WHERE item = ?", (event.data["item"],)
    ).fetchall()
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
            db.execute(
                "UPDATE stock SET pieces = ? WHERE item = ?",
                (there - event.data["pieces"], event.data["item"]),
            )
