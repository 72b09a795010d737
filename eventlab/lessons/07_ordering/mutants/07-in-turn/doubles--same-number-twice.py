# Finds the next one by a counter that a duplicate moves on as well.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("REPLACE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        rows = db.execute(
            "SELECT version, id FROM arrived WHERE order_no = ? AND version >= ? ORDER BY version",
            (order, version),
        ).fetchall()
        (below,) = db.execute(
            "SELECT count(*) FROM arrived WHERE order_no = ? AND version < ?", (order, version)
        ).fetchone()
        if below == version - 1:
            for number, (found, id) in enumerate(rows, start=version):
                if found == number:
                    db.execute("INSERT INTO history VALUES (?, ?)", (order, id))
    ack()
