# Books all, and gives up all offsets when one of them is Fenced.
from contextlib import suppress

from eventlab import Fenced


def consume(member, db):
    places = {}
    for record in member.poll():
        event, amount = record.event, record.event.data.get("amount")
        with db:
            if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                if amount is None:
                    db.execute("INSERT INTO refused VALUES (?)", (event.id,))
                else:
                    row = event.id, event.data["customer"], amount
                    db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
        places[record.partition] = record.offset + 1
    with suppress(Fenced):
        for partition, offset in places.items():
            member.commit(partition, offset)
