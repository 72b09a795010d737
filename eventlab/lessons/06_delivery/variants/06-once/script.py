# A script with a transaction of its own.
import sqlite3


def book(event, db, ack):
    id, customer = (text.replace("'", "''") for text in (event.id, event.data["customer"]))
    try:
        db.executescript(f"""
            BEGIN IMMEDIATE;
            INSERT INTO seen VALUES ('{id}');
            INSERT INTO ledger VALUES ('{id}', '{customer}', {event.data["amount"]});
            COMMIT;
        """)
    except sqlite3.Error as error:
        db.rollback()
        if not isinstance(error, sqlite3.IntegrityError):
            raise
    ack()
