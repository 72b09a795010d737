# Refuses whatever raises an error.
from eventlab import Fenced


def consume(member, db):
    gone = set()
    for record in member.poll():
        if record.partition in gone:
            continue
        event, data = record.event, record.event.data
        try:
            with db:
                if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                    row = event.id, data["customer"], data["amount"]
                    db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
        except Exception:
            with db:
                if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                    db.execute("INSERT INTO refused VALUES (?)", (event.id,))
        try:
            member.commit(record.partition, record.offset + 1)
        except Fenced:
            gone.add(record.partition)
