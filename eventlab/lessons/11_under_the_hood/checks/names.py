"""What is tried with orders and events whose names are alike."""

from random import Random
from typing import Any

from eventlab import Event
from eventlab.course.alike import alike, tell_apart
from eventlab.course.grading import Failure
from eventlab.course.mistakes import PART_OF_A_NAME
from eventlab.course.telling import step

from .desk import LONG_AGO, SHORT, Desk
from .line import Line, Worker
from .push_faults import push
from .push_mistakes import BY_EVENT
from .saga import UNDONE
from .saga_faults import saga

COURSE = {
    "placed": "ReserveStock",
    "reserved": "ChargeCard",
    "charged": "ShipOrder",
    "damaged": UNDONE,
}
MANY_IDS = 1_000  # four for an order: in some, two of them have the same hash modulo 1,000


@push.edge
def alike_on_loan(Push: Any) -> None:
    """Events whose ids are alike are each on loan, and each given back."""

    def each(*ids: str) -> None:
        worker = Worker(Push, Line(" ".join([*ids, "one-more"])), len(ids))
        worker.pump()
        worker.expect(" ".join(ids))
        worker.close()
        if lent := worker.line.lent():
            raise Failure("nothing on loan", f"{lent} on loan, to nobody")

    tell_apart(alike("order", 20), each)


@push.edge
def put_twice(Push: Any) -> None:
    """An event that was put twice is on loan twice, and each of the two goes back."""
    line = Line("A A B")
    worker, other = Worker(Push, line, 2, "one"), Worker(Push, line, 2, "two")
    worker.beyond = BY_EVENT
    worker.pump()
    worker.expect("A A")
    worker.close()
    other.pump()
    other.expect("A A", {"A B": BY_EVENT})


@saga.edge
def alike_orders(Saga: Any) -> None:
    """Orders whose names are alike go on each by itself, and so do events whose ids are."""

    def orders(*orders: str) -> None:
        desk = Desk(Saga)
        desk.orders = orders
        for word, command in (("placed", "ReserveStock"), ("none-left", "CancelOrder")):
            for order in orders:
                desk.hears(word, order)
                desk.expect(f"{command}-{order}")

    def ids(*ids: str) -> None:
        desk = Desk(Saga)
        desk.orders = tuple(f"order-{number}" for number in range(len(ids)))
        for order, pair in zip(desk.orders, zip(ids[::2], ids[1::2], strict=False), strict=False):
            for type, id in zip(("OrderPlaced", "StockReserved"), pair, strict=True):
                desk.take()
                step(f"saga.handle({type} of order {order}, with the id {id})")
                data = {"order": order}
                desk.saga.handle(Event(type, data, id=id, source="/shop", time=LONG_AGO))
            desk.expect(f"ChargeCard-{order}")

    tell_apart(alike("order"), orders)
    tell_apart(alike("event"), ids)


@saga.edge
def alike_events(Saga: Any) -> None:
    """Events of one order whose ids are alike each lead on."""
    ids = alike("event", MANY_IDS)
    Random(11).shuffle(ids)
    left = iter(ids)
    for ids_of_an_order in zip(left, left, left, left, strict=False):
        desk = Desk(Saga)
        for (word, command), id in zip(COURSE.items(), ids_of_an_order, strict=True):
            step(f"saga.handle({SHORT[word]} of order 7, with the id {id})")
            data = {"order": "7"}
            desk.saga.handle(Event(SHORT[word], data, id=id, source="/shop", time=LONG_AGO))
            desk.expect(command, PART_OF_A_NAME)
