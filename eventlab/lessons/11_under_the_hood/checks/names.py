"""What is tried with orders and events whose names are alike."""

from typing import Any

from eventlab import Event
from eventlab.course.alike import alike, tell_apart
from eventlab.course.grading import Failure
from eventlab.course.telling import step

from .desk import LONG_AGO, Desk
from .line import Line, Worker
from .push_faults import push
from .saga_faults import saga


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
