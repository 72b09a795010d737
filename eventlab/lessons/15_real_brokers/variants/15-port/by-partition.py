# Handles one partition after the other; leaves one at Fenced. The ledger itself is the mark.
from collections import defaultdict

from eventlab import Fenced


def consume(member, db):
    shares = defaultdict(list)
    for record in member.poll():
        shares[record.partition].append(record)
    for partition, records in shares.items():
        try:
            for record in records:
                once(record.event, db)
                member.commit(partition, record.offset + 1)
        except Fenced:
            continue


def once(event, db):
    data = dict(event.data)
    table, values = (
        ("ledger", ":id, :customer, :amount") if "amount" in data else ("refused", ":id")
    )
    with db:
        db.execute(
            f"INSERT INTO {table} SELECT {values} "
            f"WHERE NOT EXISTS (SELECT 1 FROM {table} WHERE id = :id)",
            {"id": event.id, **data},
        )
