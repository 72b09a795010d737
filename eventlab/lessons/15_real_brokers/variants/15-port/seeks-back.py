# Tries a record again when the database refuses, and leaves its partition for the next poll.
import sqlite3

from eventlab import Fenced


def consume(member, db):
    stopped = set()
    for record in member.poll():
        if record.partition in stopped:
            continue
        try:
            handle(record.event, db)
            member.commit(record.partition, record.offset + 1)
        except sqlite3.Error:
            stopped.add(record.partition)
            member.seek(record.partition, record.offset)
        except Fenced:
            stopped.add(record.partition)


def handle(event, db):
    with db:
        if db.execute("INSERT OR IGNORE INTO seen VALUES (?)", [event.id]).rowcount:
            if "amount" in event.data:
                row = [event.id, event.data["customer"], event.data["amount"]]
                db.execute("INSERT INTO ledger VALUES (?, ?, ?)", row)
            else:
                db.execute("INSERT INTO refused VALUES (?)", [event.id])
