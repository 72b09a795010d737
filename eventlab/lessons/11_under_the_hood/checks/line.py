"""A queue that tells what is done to it, and workers at the other end of the learner's pushers."""

from collections.abc import Callable
from typing import Any

from eventlab import Event, MemoryQueue, VirtualClock
from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import describe, step, stub_in
from eventlab.queue import Delivery, StaleDelivery

from . import push_mistakes as m

LEASE = 30.0


class Line(MemoryQueue):
    """A queue with some events; what is done to it is written down."""

    def __init__(self, ids: str, *, tells: bool = True) -> None:
        super().__init__(lease=LEASE, max_attempts=10**9, clock=VirtualClock(1000.0))
        self.tells, self.calls = tells, 0
        self.most = 500 + 20 * len(ids.split())
        self.got: list[Delivery] = []
        self.acked: list[str] = []
        self.add(ids)

    def add(self, ids: str) -> None:
        """Put an event for each of these ids."""
        super().put_many([Event("OrderPlaced", id=id) for id in ids.split()])

    def get(self, timeout: float = 0.0) -> Delivery | None:
        self._count()
        delivery = next(iter(super().get_many(1)), None)
        self.got += [delivery] if delivery else []
        return delivery

    def get_many(self, n: int) -> list[Delivery]:
        self._count()
        deliveries = super().get_many(n)
        self.got += deliveries
        return deliveries

    def on_loan(self, delivery: Delivery) -> list[Any]:
        """Return what is on loan with this delivery: one entry, or none if it no longer counts."""
        entry = self._find(delivery)
        return [entry] if entry else []

    def ack(self, *deliveries: Delivery) -> None:
        self._tell("ack", *deliveries, call=super().ack)
        self.acked += [delivery.event.id for delivery in deliveries]

    def nack(self, delivery: Delivery, *, delay: float = 0.0, reason: str = "") -> None:
        self._tell("nack", delivery, call=super().nack)

    def put_many(self, events: Any, *, key: Any = None, delay: float = 0.0) -> None:
        raise Failure("a pusher gets, acks and nacks", "it puts an event anew", m.PUTS_IT_AGAIN)

    def passes(self, seconds: float) -> None:
        """Let time pass."""
        self.say(f"{seconds:g} seconds pass")
        self.clock.advance(seconds)  # type: ignore[attr-defined]

    def lent(self) -> str:
        """Return what is on loan, to whomever."""
        return " ".join(dict.fromkeys(d.event.id for d in self.got if self._find(d)))

    def say(self, call: str) -> None:
        """Write down a call, if this line tells."""
        if self.tells:
            step(call)

    def _tell(self, name: str, *deliveries: Delivery, call: Callable[..., None]) -> None:
        self._count()
        ids = ", ".join(str(getattr(getattr(d, "event", d), "id", d)) for d in deliveries)
        try:
            call(*deliveries)
        except StaleDelivery:
            self.say(f"queue.{name}({ids}) raises StaleDelivery")
            raise
        self.say(f"queue.{name}({ids})")

    def _count(self) -> None:
        self.calls += 1
        if self.calls > self.most:
            raise Failure("pump returns when there is nothing to send", "it goes on and on")


class Worker:
    """What the learner's pusher sends to; it acknowledges when it is told to."""

    def __init__(self, Push: Any, line: Line, credit: Any, name: str = "") -> None:
        self.line, self.credit, self.name = line, credit, name
        self.received: list[Delivery] = []
        self.out: list[Delivery] = []  # of these, what was on loan when the last one came
        self.beyond = m.BEYOND  # what it is when it gets more than it has granted
        self.on_send: Callable[[Delivery], Any] = lambda delivery: None
        self.of = f" of {name}" if name else ""
        self.push = Push(line, self.send, credit)

    def send(self, delivery: Any) -> None:
        """Receive a delivery."""
        if delivery is None:
            self.line.say("send(None)")
            raise Failure("nothing is sent", "None is sent", m.NEEDS_AN_EVENT)
        if not isinstance(delivery, Delivery):
            self.line.say("send(...)")
            raise Failure("a delivery is sent", f"a {type(delivery).__name__}", m.SENDS_THE_EVENT)
        self.line.say(f"send({delivery.event.id}){self.of}")
        self.received.append(delivery)
        self.out = [d for d in (*self.out, delivery) if self.line._find(d)]
        if len(self.out) > self.credit:
            ids = [d.event.id for d in self.out]
            happened = f"{len(ids)} are: {' '.join(ids[-8:])}"
            raise Failure(
                f"with a credit of {self.credit}, at most {self.credit} on loan",
                happened,
                self.beyond,
            )
        self.on_send(delivery)

    @property
    def ids(self) -> str:
        """What it has received."""
        return " ".join(delivery.event.id for delivery in self.received)

    def pump(self) -> None:
        """Let the pusher send what it may."""
        self.line.say(f"push.pump(){self.of}")
        self.push.pump()

    def ack(self, place: int) -> None:
        """Acknowledge what came in that place."""
        delivery = self.received[place]
        self.line.say(f"push.ack({delivery.event.id}){self.of}")
        self.push.ack(delivery)

    def is_late(self, place: int) -> bool:
        """Acknowledge too late; return whether it was told so."""
        try:
            self.ack(place)
        except StaleDelivery:
            return True
        except Exception as error:
            if stub_in(error) or isinstance(error, Failure):
                raise
            raise Failure("StaleDelivery comes out", describe(error)) from None
        return False

    def close(self) -> None:
        """Leave."""
        self.line.say(f"push.close(){self.of}")
        self.push.close()

    def expect(self, ids: str, known: dict[str, Mistake] | None = None) -> None:
        """Demand what it has received so far, in this order."""
        if self.ids != ids:
            mistake = (known or {}).get(self.ids)
            wanted, found = ids or "nothing", self.ids or "nothing"
            to = f" to {self.name}" if self.name else ""
            raise Failure(f"{wanted} sent{to}", f"{found} sent{to}", mistake)
