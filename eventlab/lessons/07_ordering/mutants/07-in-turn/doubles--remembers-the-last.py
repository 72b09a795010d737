# Takes everything up to the next version, and knows only the last one again.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        rows = db.execute("SELECT id FROM history WHERE order_no = ? ORDER BY rowid", (order,))
        done = [id for (id,) in rows.fetchall()]
        if version <= len(done) + 1 and event.id not in done[-1:]:
            done.append(event.id)
            db.execute("INSERT INTO history VALUES (?, ?)", (order, done[-1]))
        while row := db.execute(
            "SELECT id FROM arrived WHERE order_no = ? AND version = ?", (order, len(done) + 1)
        ).fetchone():
            done += row
            db.execute("INSERT INTO history VALUES (?, ?)", (order, *row))
    ack()
