# Writes the history anew each time, sorted by the events' times.
def in_turn(event, db, ack):
    order = event.data["order"]
    with db:
        time = int(event.time.timestamp())
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, time, event.id))
        db.execute("DELETE FROM history WHERE order_no = ?", (order,))
        db.execute(
            "INSERT INTO history SELECT order_no, id FROM arrived WHERE order_no = ?"
            " ORDER BY version",
            (order,),
        )
    ack()
