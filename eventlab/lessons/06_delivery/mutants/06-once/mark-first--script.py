# Takes a script for one step.
import sqlite3
from contextlib import suppress


def book(event, db, ack):
    id, customer = (text.replace("'", "''") for text in (event.id, event.data["customer"]))
    with suppress(sqlite3.IntegrityError):
        db.executescript(f"""
            INSERT INTO seen VALUES ('{id}');
            INSERT INTO ledger VALUES ('{id}', '{customer}', {event.data['amount']});
        """)
    ack()
