# One query: a version may go in when as many have arrived up to it as it counts.
READY = """
    INSERT INTO history SELECT order_no, id FROM arrived a WHERE order_no = ?
    AND version > (SELECT count(*) FROM history h WHERE h.order_no = a.order_no)
    AND version = (
        SELECT count(*) FROM arrived b WHERE b.order_no = a.order_no AND b.version <= a.version
    )
    ORDER BY version
"""


def in_turn(event, db, ack):
    order, version = event.data["order"], event.data["version"]
    with db:
        db.execute("INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (order, version, event.id))
        db.execute(READY, (order,))
    ack()
