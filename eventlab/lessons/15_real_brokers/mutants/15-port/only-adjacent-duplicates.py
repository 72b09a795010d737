# Remembers the last id.
from eventlab import Fenced


def consume(member, db):
    gone, last = set(), None
    for record in member.poll():
        if record.partition in gone:
            continue
        event, amount = record.event, record.event.data.get("amount")
        if event.id != last:
            with db:
                if amount is None:
                    db.execute("INSERT INTO refused VALUES (?)", (event.id,))
                else:
                    row = event.id, event.data["customer"], amount
                    db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
        last = event.id
        try:
            member.commit(record.partition, record.offset + 1)
        except Fenced:
            gone.add(record.partition)
