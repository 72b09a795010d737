# Asks twice, and finds out in Python what is due.
def in_turn(event, db, ack):
    no = event.data["order"]
    with db:
        db.execute(
            "INSERT OR IGNORE INTO arrived VALUES (?, ?, ?)", (no, event.data["version"], event.id)
        )
        waiting = dict(db.execute("SELECT version, id FROM arrived WHERE order_no = ?", (no,)))
        there = {id for (id,) in db.execute("SELECT id FROM history WHERE order_no = ?", (no,))}
        due = []
        for version in range(1, len(waiting) + 1):
            if version not in waiting:
                break
            if waiting[version] not in there:
                due.append((no, waiting[version]))
        db.executemany("INSERT INTO history VALUES (?, ?)", due)
    ack()
