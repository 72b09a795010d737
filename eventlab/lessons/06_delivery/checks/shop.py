"""A queue that tells what is done to it, and handlers of every kind."""

from collections.abc import Callable
from functools import partial
from typing import Any

from eventlab import Event, MemoryQueue, VirtualClock
from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import describe, step, stub_in
from eventlab.queue import Delivery, StaleDelivery

from . import mistakes as m

LEASE, MOST_CALLS = 30.0, 60
Does = Callable[[Event], Any]


class Interrupt(KeyboardInterrupt):
    """Ctrl-C, as one of our handlers raises it."""


class PrinterJam(Exception):
    """An error of the handler's own, which says nothing more."""


class Shop(MemoryQueue):
    """A queue that tells what is done to it, and a handler that tells what it was given."""

    def __init__(self, ids: str, **settings: Any) -> None:
        super().__init__(lease=LEASE, clock=VirtualClock(1000.0), **settings)
        self.handled: list[str] = []
        self.calls = self.nacks = 0
        self.error: BaseException | None = None
        for id in ids.split():
            super().put_many([Event("OrderPaid", id=id)])

    def work(self, work: Any, **does: Does) -> None:
        """Let the learner's worker run; `does` says what handling an event does beside."""

        def handle(event: Any) -> Any:
            name = event.id if isinstance(event, Event) else "(no event)"
            self.handled.append(name)
            self._tell(f"handle({name})")
            return does.get(name, lambda event: None)(event)

        self.error = None
        try:
            work(self, handle)
        except (Exception, Interrupt) as error:
            if stub_in(error) or isinstance(error, Failure):
                raise
            self.error = error

    def get(self, timeout: float = 0.0) -> Delivery | None:
        delivery = next(iter(super().get_many(1)), None)
        found = f"{delivery.event.id}, attempt {delivery.attempt}" if delivery else "None"
        self._tell(f"queue.get() returns {found}")
        return delivery

    def get_many(self, n: int) -> list[Delivery]:
        deliveries = super().get_many(n)
        found = ", ".join(d.event.id for d in deliveries) or "nothing"
        self._tell(f"queue.get_many({n}) returns {found}")
        return deliveries

    def ack(self, *deliveries: Delivery) -> None:
        self._told("ack", *deliveries, call=super().ack)

    def nack(self, delivery: Delivery, *, delay: float = 0.0, reason: str = "") -> None:
        self.nacks += 1
        call = partial(super().nack, delay=delay, reason=reason)
        self._told("nack", delivery, call=call, more=f", reason={reason!r}" if reason else "")

    def put_many(self, events: Any, *, key: Any = None, delay: float = 0.0) -> None:
        self._tell("queue.put(...)")
        raise Failure("the worker only gets, acks and nacks", "it puts an event", m.PUTS_IT_AGAIN)

    def _told(self, name: str, *deliveries: Delivery, call: Any, more: str = "") -> None:
        ids = ", ".join(str(getattr(getattr(d, "event", d), "id", d)) for d in deliveries)
        try:
            call(*deliveries)
        except StaleDelivery:
            self._tell(f"queue.{name}({ids}) raises StaleDelivery")
            raise
        self._tell(f"queue.{name}({ids}{more})")

    def _tell(self, call: str) -> None:
        self.calls += 1
        if self.calls > MOST_CALLS:
            raise Failure("the worker returns when nothing is ready", "it goes on and on")
        step(call)

    def expect(self, handled: str, known: dict[str, Mistake] | None = None) -> None:
        """Demand what was handled, in this order, and that the worker returned."""
        found = " ".join(self.handled) or "nothing"
        mistake = (known or {}).get(found)
        if self.error:
            wanted = f"{handled} handled, and work returns"
            raise Failure(wanted, f"{found} handled, then {describe(self.error)}", mistake)
        if found != handled:
            raise Failure(f"{handled} handled", f"{found} handled", mistake)

    def late(self, then: Does | None = None) -> Does:
        """Handle an event far too slowly the first time, and `then` do that."""
        seconds = iter([86_400.0])

        def handle(event: Event) -> Any:
            for taken in seconds:
                self.clock.advance(taken)  # type: ignore[attr-defined]
                return then and then(event)

        return handle

    def left(self) -> str:
        """Return what is delivered after all leases have run out."""
        self.clock.advance(LEASE + 1)  # type: ignore[attr-defined]
        return " ".join(d.event.id for d in super().get_many(10)) or "nothing"


def fails(event: Event) -> Any:
    """Handle an event in vain."""
    raise ValueError("no paper")


def runs_dry(event: Event) -> Any:
    """Handle an event in vain, for another reason."""
    raise ValueError("no ink")


def forwards(event: Event) -> Any:
    """Handle an event with a delivery of another queue, which came too late for that."""
    raise StaleDelivery(Delivery(event, 1, "of another queue"))


def jams(event: Event) -> Any:
    """Handle an event in vain, with an error that nobody has heard of."""
    raise PrinterJam
