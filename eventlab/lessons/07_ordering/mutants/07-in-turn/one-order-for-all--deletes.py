# Writes the history anew each time, and deletes that of all orders.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        db.execute("DELETE FROM history")
        for n, (v, id) in enumerate(db.execute("SELECT version, id FROM arrived WHERE order_no = ? ORDER BY version", (order,)).fetchall(), 1):
            if v == n:
                db.execute("INSERT INTO history VALUES (?, ?)", (order, id))
    ack()
