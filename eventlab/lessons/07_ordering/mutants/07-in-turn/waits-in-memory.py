# Keeps the early ones in a dict, as the lesson does.
waiting = {}


def in_turn(event, db, ack):
    order = event.data["order"]
    waiting[order, event.data["version"]] = event.id
    with db:
        db.execute("BEGIN IMMEDIATE")
        (done,) = db.execute("SELECT count(*) FROM history WHERE order_no = ?", (order,)).fetchone()
        while id := waiting.get((order, done + 1)):
            db.execute("INSERT INTO history VALUES (?, ?)", (order, id))
            done += 1
    ack()
