# Writes the history anew each time, sorted by the ids.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        db.execute("DELETE FROM history WHERE order_no = ?", (order,))
        db.execute(
            "INSERT INTO history SELECT order_no, id FROM arrived WHERE order_no = ? ORDER BY id",
            (order,),
        )
    ack()
