# Leaves the rest of a partition alone after an error, and this member polls it no more.
import sqlite3

from eventlab import Fenced


def consume(member, db):
    stopped = set()
    for record in member.poll():
        if record.partition in stopped:
            continue
        event, amount = record.event, record.event.data.get("amount")
        try:
            with db:
                if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (event.id,)).rowcount:
                    if amount is None:
                        db.execute("INSERT INTO refused VALUES (?)", (event.id,))
                    else:
                        row = event.id, event.data["customer"], amount
                        db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
            member.commit(record.partition, record.offset + 1)
        except (Fenced, sqlite3.Error):
            stopped.add(record.partition)
