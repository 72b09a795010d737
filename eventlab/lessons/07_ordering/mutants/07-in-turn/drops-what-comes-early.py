# Takes only the next version, and acknowledges all.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (0, 0, 'lock')")
        (done,) = db.execute("SELECT count(*) FROM history WHERE order_no = ?", (order,)).fetchone()
        if version == done + 1:
            db.execute("INSERT INTO history VALUES (?, ?)", (order, event.id))
    ack()
