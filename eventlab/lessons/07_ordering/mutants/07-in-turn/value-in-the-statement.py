# Writes the values into the statements.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute(f"INSERT OR IGNORE INTO arrived VALUES ({order}, {version}, '{event.id}')")
        (done,) = db.execute("SELECT COUNT(*) FROM history WHERE order_no = ?", (order,)).fetchone()
        while row := db.execute("SELECT id FROM arrived WHERE order_no = ? AND version = ?", (order, done + 1)).fetchone():
            db.execute(f"INSERT INTO history VALUES ({order}, '{row[0]}')"); done += 1
    ack()
