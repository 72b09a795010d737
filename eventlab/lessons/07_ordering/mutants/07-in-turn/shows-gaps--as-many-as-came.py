# Shows all versions up to the number of those that have come.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("CREATE TABLE IF NOT EXISTS mine (o, v, i, PRIMARY KEY (o, v))")
        db.execute("INSERT OR IGNORE INTO mine VALUES (?, ?, ?)", (order, version, event.id))
        db.execute("DELETE FROM history WHERE order_no=?", (order,))
        rows = db.execute("SELECT o, i FROM mine WHERE o=? AND v <= (SELECT count(*) FROM mine WHERE o=?) ORDER BY v", (order, order)).fetchall()
        db.executemany("INSERT INTO history VALUES (?, ?)", rows)
    ack()
