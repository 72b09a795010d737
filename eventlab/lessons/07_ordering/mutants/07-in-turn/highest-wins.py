# Writes down only what is above the highest version so far.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        (highest,) = db.execute(
            "SELECT coalesce(max(version), 0) FROM arrived WHERE order_no = ?", (order,)
        ).fetchone()
        if version > highest:
            db.execute("INSERT INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
            db.execute("INSERT INTO history VALUES (?, ?)", (order, event.id))
    ack()
