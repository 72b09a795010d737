# Waits until three have come, then sorts them.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        rows = db.execute(
            "SELECT order_no, id FROM arrived WHERE order_no = ? ORDER BY version", (order,)
        ).fetchall()
        if len(rows) == 3:
            db.executemany("INSERT INTO history VALUES (?, ?)", rows)
    ack()
