# Keeps the early ones by their version alone.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    following = (
        "SELECT id FROM arrived"
        " WHERE version = 1 + (SELECT count(*) FROM history WHERE order_no = ?)"
    )
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (0, ?, ?)", (version, event.id))
        while row := db.execute(following, (order,)).fetchone():
            db.execute("INSERT INTO history VALUES (?, ?)", (order, *row))
    ack()
