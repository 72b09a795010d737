# Takes out of arrived what has gone in, and tells duplicates by their number.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    try:
        db.execute("BEGIN IMMEDIATE")
        done = db.execute("SELECT count(*) FROM history WHERE order_no = ?", (order,)).fetchone()[0]
        if version > done:
            db.execute("REPLACE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        waiting = db.execute(
            "SELECT version, id FROM arrived WHERE order_no = ? ORDER BY version", (order,)
        ).fetchall()
        for number, id in waiting:
            if number != done + 1:
                break
            db.execute("INSERT INTO history VALUES (?, ?)", (order, id))
            db.execute("DELETE FROM arrived WHERE order_no = ? AND version = ?", (order, number))
            done = number
        db.commit()
    except Exception:
        db.rollback()
        raise
    ack()
