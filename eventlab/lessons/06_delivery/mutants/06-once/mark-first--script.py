# Takes a script for one step.
import sqlite3
from contextlib import suppress


def book(event, db, ack):
    customer, amount = event.data.values()
    with suppress(sqlite3.IntegrityError):
        db.executescript(f"""
            INSERT INTO seen VALUES ('{event.id}');
            INSERT INTO ledger VALUES ('{event.id}', '{customer}', {amount});
        """)
    ack()
