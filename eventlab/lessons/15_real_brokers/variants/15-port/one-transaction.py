# One transaction for all that a poll has brought, and then the places.
from eventlab import Fenced


def consume(member, db):
    records = member.poll()
    with db:
        for record in records:
            event = record.event
            if db.execute("SELECT 1 FROM seen WHERE id = ?", (event.id,)).fetchone():
                continue
            db.execute("INSERT INTO seen VALUES (?)", (event.id,))
            if (amount := event.data.get("amount")) is None:
                db.execute("INSERT INTO refused VALUES (?)", (event.id,))
            else:
                row = event.id, event.data["customer"], amount
                db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
    for partition, offset in {r.partition: r.offset + 1 for r in records}.items():
        try:
            member.commit(partition, offset)
        except Fenced:
            continue
