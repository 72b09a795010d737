# Tries three times, and then acknowledges all the same.
FOLLOWING = (
    "SELECT order_no, id FROM arrived WHERE order_no = ?"
    " AND version = 1 + (SELECT count(*) FROM history WHERE order_no = ?)"
)

def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    for attempt in range(3):
        try:
            with db:
                db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
                while row := db.execute(FOLLOWING, (order, order)).fetchone():
                    db.execute("INSERT INTO history VALUES (?, ?)", row)
            break
        except Exception:
            if attempt == 2: break
    ack()
