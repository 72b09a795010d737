# Puts another number in the place of 0.
def in_turn(event, db, ack):
    order, version = event.data["order"] or 1, event.data["version"]
    following = (
        "SELECT order_no, id FROM arrived WHERE order_no = ?"
        " AND version = 1 + (SELECT count(*) FROM history WHERE order_no = ?)"
    )
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        while row := db.execute(following, (order, order)).fetchone():
            db.execute("INSERT INTO history VALUES (?, ?)", row)
    ack()
