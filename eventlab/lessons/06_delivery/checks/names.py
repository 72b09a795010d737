"""What is tried with ids that are alike, on both tasks."""

from dataclasses import replace
from typing import Any

from eventlab.course.alike import alike, tell_apart
from eventlab.course.grading import Failure
from eventlab.course.mistakes import IN_THE_STATEMENT
from eventlab.course.proving import survive

from .once import LOOK, PAYMENTS, once, world
from .worker import Shop, worker


@once.edge
def alike_booked(book: Any) -> None:
    """Payments whose ids are alike are each booked."""

    def each(*ids: str) -> None:
        payments = [replace(PAYMENTS[0], id=id) for id in ids]
        survive(world(book, events=payments), " ".join(ids), lambda result: None, LOOK)

    tell_apart(alike("payment"), each)


@once.edge
def any_text(book: Any) -> None:
    """Ids and customers are text, whatever stands in them."""
    data = {"customer": "o'hara", "amount": 5}
    payments = [replace(PAYMENTS[0], id="ada's", data=data)]
    survive(world(book, events=payments), "ada's", lambda result: IN_THE_STATEMENT, LOOK)


@worker.edge
def alike_handled(work: Any) -> None:
    """Events whose ids are alike are each handled."""

    def each(*ids: str) -> None:
        shop = Shop(" ".join(ids))
        shop.work(work)
        if lost := [id for id in ids if id not in shop.handled]:
            raise Failure(f"{lost[0]} is handled", "it is not")

    tell_apart(alike("order", 10), each)
