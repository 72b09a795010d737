# When the next one comes, puts in all that wait, whether or not they follow each other.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        (done,) = db.execute("SELECT count(*) FROM history WHERE order_no = ?", (order,)).fetchone()
        if version == done + 1:
            db.execute(
                "INSERT INTO history SELECT order_no, id FROM arrived"
                " WHERE order_no = ? AND version > ? ORDER BY version",
                (order, done),
            )
    ack()
