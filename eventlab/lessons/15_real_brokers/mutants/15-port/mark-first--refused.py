# Marks what it refuses in one transaction, and refuses it in the next.
from eventlab import Fenced


def consume(member, db):
    gone = set()
    for record in member.poll():
        if record.partition in gone:
            continue
        event, amount = record.event, record.event.data.get("amount")
        with db:
            new = db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount
            if new and amount is not None:
                row = event.id, event.data["customer"], amount
                db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
        if new and amount is None:
            with db:
                db.execute("INSERT INTO refused VALUES (?)", (event.id,))
        try:
            member.commit(record.partition, record.offset + 1)
        except Fenced:
            gone.add(record.partition)
