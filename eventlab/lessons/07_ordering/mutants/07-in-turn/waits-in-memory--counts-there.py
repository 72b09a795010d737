# Keeps the early ones in the table, and in memory how many are done.
from collections import Counter

done = Counter()


def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        while row := db.execute(
            "SELECT order_no, id FROM arrived WHERE order_no = ? AND version = ?",
            (order, done[order] + 1),
        ).fetchone():
            db.execute("INSERT INTO history VALUES (?, ?)", row)
            done[order] += 1
    ack()
