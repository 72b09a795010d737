# Remembers the partitions that have gone from one call to the next.
from eventlab import Fenced


def consume(member, db, gone=set()):
    for record in member.poll():
        if record.partition in gone:
            continue
        event, amount = record.event, record.event.data.get("amount")
        with db:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                if amount is None:
                    db.execute("INSERT INTO refused VALUES (?)", (event.id,))
                else:
                    row = event.id, event.data["customer"], amount
                    db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
        try:
            member.commit(record.partition, record.offset + 1)
        except Fenced:
            gone.add(record.partition)
