# Knows the stock by heart.
there = {}


def take(event, db):
    item, n = event.data["item"], event.data["pieces"]
    if item not in there:
        [(there[item],)] = db.execute("SELECT pieces FROM stock WHERE item = ?", (item,)).fetchall()
    with db:
        new = db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount
        if new:
            db.execute("UPDATE stock SET pieces = ? WHERE item = ?", (there[item] - n, item))
    if new:
        there[item] -= n
