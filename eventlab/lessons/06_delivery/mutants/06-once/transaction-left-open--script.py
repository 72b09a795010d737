# Does not roll back, so the next script commits the half of this one.
import sqlite3


def book(event, db, ack):
    customer, amount = event.data.values()
    try:
        db.executescript(f"""
            BEGIN;
            INSERT INTO seen VALUES ('{event.id}');
            INSERT INTO ledger VALUES ('{event.id}', '{customer}', {amount});
            COMMIT;
        """)
    except sqlite3.IntegrityError:
        db.rollback()
    ack()
