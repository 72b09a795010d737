# Takes a row out of arrived in one transaction, and puts it in in the next.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    (done,) = db.execute("SELECT count(*) FROM history WHERE order_no = ?", (order,)).fetchone()
    if version > done:
        with db:
            db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
    while row := db.execute(
        "SELECT id FROM arrived WHERE order_no = ? AND version = ?", (order, done + 1)
    ).fetchone():
        done += 1
        with db:
            db.execute("DELETE FROM arrived WHERE order_no = ? AND version = ?", (order, done))
        with db:
            db.execute("INSERT INTO history VALUES (?, ?)", (order, *row))
    ack()
