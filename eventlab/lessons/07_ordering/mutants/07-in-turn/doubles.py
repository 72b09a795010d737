# Keeps early ones, and does not know what is in already.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("REPLACE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        while True:
            (done,) = db.execute(
                "SELECT count(DISTINCT id) FROM history WHERE order_no = ?", (order,)
            ).fetchone()
            waiting = db.execute(
                "SELECT id, version FROM arrived WHERE order_no = ? AND version <= ? + 1", (order, done)
            ).fetchone()
            if not waiting:
                break
            db.execute("INSERT INTO history VALUES (?, ?)", (order, waiting[0]))
            db.execute("DELETE FROM arrived WHERE order_no = ? AND version = ?", (order, waiting[1]))
    ack()
