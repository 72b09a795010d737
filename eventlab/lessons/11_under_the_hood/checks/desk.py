"""A disk that survives, a clock that is watched, and the learner's saga between the two."""

import functools
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from eventlab import Event, VirtualClock
from eventlab.course import telling
from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import show, step
from eventlab.sim.outside import stored

from . import saga_mistakes as m

SHORT = {
    "placed": "OrderPlaced",
    "reserved": "StockReserved",
    "charged": "CardCharged",
    "shipped": "OrderShipped",
    "none-left": "OutOfStock",
    "refused": "CardRefused",
    "damaged": "ShippingFailed",
}
COMMANDS = (
    "ReserveStock",
    "ChargeCard",
    "ShipOrder",
    "ReleaseStock",
    "RefundCard",
    "CancelOrder",
)
ORDERS = ("7", "8", "9")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)  # no event's time is that of the desk's clock


def event(word: str, order: str = "7") -> Event:
    """Return what has happened to an order; the same words give the same event."""
    id = word if order == "7" else f"{word}-{order}"
    return Event(SHORT[word], {"order": order}, id=id, source="/shop", time=LONG_AGO)


class Disk(dict[str, Any]):
    """A dict of which one gets copies, and which keeps copies."""

    def __getitem__(self, key: str) -> Any:
        return stored(super().__getitem__(key))

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, stored(value))

    def get(self, key: str, default: Any = None) -> Any:
        return self[key] if key in self else default  # noqa: SIM401  that would be this method

    def setdefault(self, key: str, default: Any = None) -> Any:
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *args: Any, **named: Any) -> None:
        for key, value in dict(*args, **named).items():
            self[key] = value

    def items(self) -> Any:
        return [(key, self[key]) for key in self]

    def values(self) -> Any:
        return [self[key] for key in self]

    def keys(self) -> Any:
        return list(self)


class Watched(VirtualClock):
    """A virtual clock that counts how often it is asked."""

    asked = 0

    def now(self) -> float:
        self.asked += 1
        return super().now()


class Desk:
    """The learner's saga with what is around it.

    Attributes:
        disk: what a store is made of; with a plain dict one sees whether the copies matter.
        orders: those that there are.
    """

    disk: type[dict[str, Any]] = Disk
    orders: tuple[str, ...] = ORDERS

    def __init__(self, Saga: Any) -> None:
        self.store, self.clock = self.disk(), Watched(5000.0)
        self.sent: list[str] = []
        self.make = lambda: Saga(self.store, self.clock, self.send)
        telling.now.steps.clear()  # a new desk is a new story
        self.saga = self.make()

    def send(self, command: Any, order: Any) -> None:
        """Take a command."""
        step(f"send({show(command)}, {show(order)})")
        if command not in COMMANDS:
            look = "the first argument of self.send: what NEXT and UNDO say, or CancelOrder."
            raise Failure("one of the six commands", f"send({show(command)}, ...)", look=look)
        if order not in self.orders:
            look = "the second argument of self.send: event.data['order']."
            raise Failure("the order's number", f"send(..., {show(order)})", look=look)
        self.sent.append(command if order == "7" else f"{command}-{order}")

    def hears(self, words: str, order: str = "7") -> None:
        """Let it hear of this, one after the other."""
        for word in words.split():
            step(f"saga.handle({SHORT[word]} of order {order})")
            self.saga.handle(event(word, order))

    def passes(self, seconds: float) -> None:
        """Let time pass, and the saga look."""
        step(f"{seconds:g} seconds pass; saga.tick()")
        self.clock.advance(seconds)
        self.saga.tick()

    def restart(self) -> None:
        """End the process, and start another one on the same store."""
        step("the process is started again")
        self.saga = self.make()

    def take(self) -> str:
        """Return what was sent since the last time."""
        found, self.sent = " ".join(self.sent), []
        return found

    def expect(self, commands: str, known: dict[str, Mistake] | Mistake | None = None) -> None:
        """Demand what was sent since the last time."""
        found = self.take()
        if found == commands:
            return
        mistake = known.get(found) if isinstance(known, dict) else known
        raise Failure(f"sent: {commands or 'nothing'}", f"sent: {found or 'nothing'}", mistake)


def copies_matter(check: Callable[[Any], None]) -> Callable[[Any], None]:
    """Let a check that fails find out whether it would hold if the store gave no copies."""

    @functools.wraps(check)
    def run(Saga: Any) -> None:
        try:
            check(Saga)
        except Failure as failure:
            steps = list(telling.now.steps)
            Desk.disk = dict
            try:
                check(Saga)
            except Exception:
                raise failure from None
            finally:
                Desk.disk = Disk
                telling.now.steps[:] = steps
            raise Failure(failure.expected, failure.happened, m.NOT_WRITTEN_BACK) from None

    return run
