# An async def, which nobody awaits.
FOLLOWING = (
    "SELECT order_no, id FROM arrived WHERE order_no = ?"
    " AND version = 1 + (SELECT count(*) FROM history WHERE order_no = ?)"
)

async def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        while row := db.execute(FOLLOWING, (order, order)).fetchone():
            db.execute("INSERT INTO history VALUES (?, ?)", row)
    ack()
