# Lets the database refuse the second row, and that error leaves the function.
FOLLOWING = (
    "SELECT order_no, id FROM arrived WHERE order_no = ?"
    " AND version = 1 + (SELECT count(*) FROM history WHERE order_no = ?)"
)


def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("INSERT INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        while row := db.execute(FOLLOWING, (order, order)).fetchone():
            db.execute("INSERT INTO history VALUES (?, ?)", row)
    ack()
