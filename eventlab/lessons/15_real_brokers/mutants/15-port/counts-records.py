# Commits how many records it has handled.
from eventlab import Fenced


def consume(member, db):
    gone = set()
    for done, record in enumerate(member.poll(), 1):
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
            member.commit(record.partition, done)
        except Fenced:
            gone.add(record.partition)
