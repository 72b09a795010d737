# Does not roll back, so the next script commits the half of this one.
import sqlite3


def book(event, db, ack):
    id, customer = (text.replace("'", "''") for text in (event.id, event.data["customer"]))
    try:
        db.executescript(f"""
            BEGIN;
            INSERT INTO seen VALUES ('{id}');
            INSERT INTO ledger VALUES ('{id}', '{customer}', {event.data['amount']});
            COMMIT;
        """)
    except sqlite3.IntegrityError:
        db.rollback()
    ack()
