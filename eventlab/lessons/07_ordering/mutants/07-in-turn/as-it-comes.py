# Knows duplicates, and no order.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        new = db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        if new.rowcount:
            db.execute("INSERT INTO history VALUES (?, ?)", (order, event.id))
    ack()
