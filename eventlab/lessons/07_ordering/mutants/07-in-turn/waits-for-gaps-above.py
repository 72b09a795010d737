# Moves on only when nothing is missing at all.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        have = db.execute("SELECT count(*), max(version) FROM arrived WHERE order_no=?", (order,)).fetchone()
        if have[0] == have[1]:
            for v, id in db.execute("SELECT version, id FROM arrived WHERE order_no=? ORDER BY version", (order,)).fetchall():
                if v > db.execute("SELECT count(*) FROM history WHERE order_no=?", (order,)).fetchone()[0]:
                    db.execute("INSERT INTO history VALUES (?, ?)", (order, id))
    ack()
