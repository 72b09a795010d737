# Keeps what is early, and looks only at what comes.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        (done,) = db.execute("SELECT COUNT(*) FROM history WHERE order_no = ?", (order,)).fetchone()
        if version == done + 1:
            db.execute("INSERT INTO history VALUES (?, ?)", (order, event.id))
    ack()
