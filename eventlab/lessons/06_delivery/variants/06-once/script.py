# A script with a transaction of its own.
import sqlite3


def book(event, db, ack):
    customer, amount = event.data.values()
    try:
        db.executescript(f"""
            BEGIN IMMEDIATE;
            INSERT INTO seen VALUES ('{event.id}');
            INSERT INTO ledger VALUES ('{event.id}', '{customer}', {amount});
            COMMIT;
        """)
    except sqlite3.Error as error:
        db.rollback()
        if not isinstance(error, sqlite3.IntegrityError):
            raise
    ack()
