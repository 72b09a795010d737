# Commits the offset, then books.
from eventlab import Fenced


def consume(member, db):
    gone = set()
    for record in member.poll():
        if record.partition in gone:
            continue
        try:
            member.commit(record.partition, record.offset + 1)
        except Fenced:
            gone.add(record.partition)
            continue
        event, data = record.event, record.event.data
        with db:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                if "amount" in data:
                    row = event.id, data["customer"], data["amount"]
                    db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
                else:
                    db.execute("INSERT INTO refused VALUES (?)", (event.id,))
