# Polls a single record; says BEGIN, COMMIT and ROLLBACK itself.
from eventlab import Fenced

BOOK = """
    INSERT INTO {} SELECT {} WHERE NOT EXISTS (SELECT 1 FROM seen WHERE id = :id)
"""


def consume(member, db):
    for record in member.poll(limit=1):
        book(db, record.event.id, **record.event.data)
        try:
            member.commit(record.partition, record.offset + 1)
        except Fenced:
            return


def book(db, id, customer, amount=None):
    table, values = (
        ("ledger", ":id, :customer, :amount") if amount is not None else ("refused", ":id")
    )
    try:
        db.execute("BEGIN IMMEDIATE")
        db.execute(BOOK.format(table, values), {"id": id, "customer": customer, "amount": amount})
        db.execute("INSERT OR IGNORE INTO seen VALUES (?)", [id])
        db.execute("COMMIT")
    except Exception:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
