# Writes down only what is later than the latest so far.
def in_turn(event, db, ack):
    order, time = event.data["order"], event.time.timestamp()
    with db:
        (latest,) = db.execute(
            "SELECT max(version) FROM arrived WHERE order_no = ?", (order,)
        ).fetchone()
        if latest is None or time > latest:
            db.execute("INSERT INTO arrived VALUES (?, ?, ?)", (order, time, event.id))
            db.execute("INSERT INTO history VALUES (?, ?)", (order, event.id))
    ack()
