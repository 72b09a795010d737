# The highest id wins, and what is below it is dropped.
def in_turn(event, db, ack):
    order = event.data["order"]
    with db:
        (highest,) = db.execute(
            "SELECT max(id) FROM history WHERE order_no = ?", (order,)
        ).fetchone()
        if highest is None or event.id > highest:
            db.execute("INSERT INTO history VALUES (?, ?)", (order, event.id))
    ack()
