# Takes versions for numbers that count from 0.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        while row := db.execute("SELECT order_no, id FROM arrived WHERE order_no=? AND version=(SELECT count(*) FROM history WHERE order_no=?)", (order, order)).fetchone():
            db.execute("INSERT INTO history VALUES (?, ?)", row)
    ack()
