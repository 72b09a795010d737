# Marks the first eight letters of the id.
from contextlib import suppress

from eventlab import Fenced


def consume(member, db):
    places = {}
    for record in member.poll():
        with db:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (record.event.id[:8],)).rowcount:
                book(record.event, db)
        places[record.partition] = record.offset + 1
    for partition, offset in places.items():
        with suppress(Fenced):  # its new owner reads all of it again, and every mark is there
            member.commit(partition, offset)


def book(event, db):
    try:
        row = event.id, event.data["customer"], event.data["amount"]
    except KeyError:
        db.execute("INSERT INTO refused VALUES (?)", (event.id,))
    else:
        db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
