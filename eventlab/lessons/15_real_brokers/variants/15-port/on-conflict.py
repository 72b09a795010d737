# A class that does one record; SQL says what is new, and the offsets are committed last.
from contextlib import suppress
from itertools import groupby
from operator import attrgetter

from eventlab import Fenced


class Till:
    def __init__(self, db):
        self.db = db

    def is_new(self, event):
        mark = "INSERT INTO seen VALUES (?) ON CONFLICT DO NOTHING RETURNING id"
        return self.db.execute(mark, [event.id]).fetchall()

    def book(self, event):
        match dict(event.data):
            case {"customer": customer, "amount": int(amount)}:
                values = [event.id, customer, amount]
                self.db.execute("INSERT INTO ledger VALUES (?, ?, ?)", values)
            case _:
                self.db.execute("INSERT INTO refused VALUES (?)", [event.id])


def consume(member, db):
    till, place = Till(db), attrgetter("partition")
    for partition, share in groupby(sorted(member.poll(20), key=place), key=place):
        for record in share:
            with db:
                if till.is_new(record.event):
                    till.book(record.event)
        with suppress(Fenced):
            member.commit(partition, record.offset + 1)
