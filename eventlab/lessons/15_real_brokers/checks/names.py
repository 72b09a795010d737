"""What is tried with partitions and payments whose names are alike."""

import sqlite3
from typing import Any

from eventlab.course.alike import NUMBERS, alike, tell_apart
from eventlab.course.grading import Failure
from eventlab.course.mistakes import IN_THE_STATEMENT
from eventlab.course.telling import describe

from .offsets import expect, offsets, polled
from .port import Till, payment, port


@offsets.edge
def alike_partitions(offsets: Any) -> None:
    """A failure holds up no partition whose number is alike."""

    def each(*partitions: int) -> None:
        records = polled(*((partition, 3) for partition in partitions))
        expect(offsets, records, records[::2], [])

    tell_apart(NUMBERS, each)


@port.edge
def alike_booked(consume: Any) -> None:
    """Payments whose ids are alike are each booked."""

    def each(*ids: str) -> None:
        till = Till([payment(id, customer="ada", amount=5) for id in ids])
        till.consume(consume, len(ids))
        if lost := [id for id in ids if id not in till.ids()]:
            raise Failure(f"{lost[0]} is booked", "it is not")

    tell_apart(alike("payment"), each)


@port.edge
def any_text(consume: Any) -> None:
    """Ids and customers are text, whatever stands in them."""
    for word, data in (("paid", {"amount": 5}), ("refused", {})):
        till = Till([payment(f"ada's-{word}", customer="o'hara", **data)])
        till.consume(consume)
        rows = till.ids() + till.ids("refused")
        if isinstance(till.error, sqlite3.OperationalError) or rows != [f"ada's-{word}"]:
            happened = describe(till.error) if till.error else f"there are {rows or 'none'}"
            raise Failure(f"a row for ada's-{word}", happened, IN_THE_STATEMENT)
