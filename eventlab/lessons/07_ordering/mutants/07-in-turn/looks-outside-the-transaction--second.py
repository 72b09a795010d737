# Two transactions, and the second one begins only after it has looked.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
    with db:
        while row := db.execute(
            "SELECT a.order_no, a.id FROM arrived a WHERE a.order_no = ? AND a.version ="
            " (SELECT count(*) + 1 FROM history h WHERE h.order_no = a.order_no)",
            (order,),
        ).fetchone():
            db.execute("INSERT INTO history VALUES (?, ?)", row)
    ack()
