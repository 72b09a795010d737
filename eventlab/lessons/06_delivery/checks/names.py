"""What is tried with ids that are alike, that are many, and with any sign in them."""

from dataclasses import replace
from typing import Any

from eventlab.course.alike import alike, tell_apart
from eventlab.course.grading import Failure
from eventlab.course.mistakes import IN_THE_STATEMENT
from eventlab.course.proving import survive
from eventlab.course.salting import HASH, once_more_elsewhere

from .mistakes import ADJACENT, FIXED_VALUES
from .once import LOOK, PAYMENTS, ledger, once, world
from .shop import Shop
from .worker import worker


@once.edge
def alike_booked(book: Any) -> None:
    """Payments whose ids are alike are each booked."""

    def each(*ids: str) -> None:
        payments = [replace(PAYMENTS[0], id=id) for id in ids]
        survive(world(book, events=payments), " ".join(ids), lambda result: None, LOOK)

    tell_apart(alike("payment"), each)


@once.edge
def any_text(book: Any) -> None:
    """Ids and customers are text, whatever stands in them, and are booked as they are."""
    payment = replace(PAYMENTS[0], id="ada's", data={"customer": "Zoë O'Hara", "amount": 5})
    there = world(book, events=[payment])
    result = survive(there, "ada's", lambda result: IN_THE_STATEMENT, LOOK)
    rows = [op.value for op in result.run.history.ops if op.subject == "ledger"][-1]
    if rows != [("ada's", "Zoë O'Hara", 5)]:
        raise Failure("a row for Zoë O'Hara", f"the rows are {rows}", FIXED_VALUES)


@once.edge
def long_ago(book: Any) -> None:
    """A duplicate is recognised however many others came in between."""
    ids = [f"payment-{n}" for n in range(40)]
    payments = [replace(PAYMENTS[0], id=id) for id in ids]
    survive(world(book, events=payments), " ".join([*ids, ids[0]]), lambda _: ADJACENT, LOOK)


@once.fault
def in_every_process(book: Any) -> None:
    """A duplicate is recognised by another process as well."""
    booked = ledger(once_more_elsewhere(world(book), "A"))
    if len(booked) != 1:
        raise Failure("one row", f"{len(booked)} rows", HASH)


@worker.edge
def alike_handled(work: Any) -> None:
    """Events whose ids are alike are each handled."""

    def each(*ids: str) -> None:
        shop = Shop(" ".join(ids))
        shop.work(work)
        if lost := [id for id in ids if id not in shop.handled]:
            raise Failure(f"{lost[0]} is handled", "it is not")

    tell_apart(alike("order", 10), each)
