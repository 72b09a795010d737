# Writes the history anew each time, up to the first gap.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        known = dict(
            db.execute("SELECT version, id FROM arrived WHERE order_no = ?", (order,)).fetchall()
        )
        db.execute("DELETE FROM history WHERE order_no = ?", (order,))
        n = 1
        while n in known:
            db.execute("INSERT INTO history VALUES (?, ?)", (order, known[n]))
            n += 1
    ack()
