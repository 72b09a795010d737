# Does not acknowledge what comes early, so that it comes again.
def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        (done,) = db.execute("SELECT count(*) FROM history WHERE order_no = ?", (order,)).fetchone()
        if version > done + 1:
            return
        if version == done + 1:
            db.execute("INSERT INTO history VALUES (?, ?)", (order, event.id))
    ack()
