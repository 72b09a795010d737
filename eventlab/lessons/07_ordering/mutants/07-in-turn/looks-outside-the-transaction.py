# Looks first, and then writes what it has found.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    (done,) = db.execute("SELECT count(*) FROM history WHERE order_no = ?", (order,)).fetchone()
    waiting = dict(
        db.execute("SELECT version, id FROM arrived WHERE order_no = ?", (order,)).fetchall()
    )
    waiting[version] = event.id
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        while id := waiting.get(done + 1):
            db.execute("INSERT INTO history VALUES (?, ?)", (order, id))
            done += 1
    ack()
