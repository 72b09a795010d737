"""A shop in which one part is changed: what comes of it is found out by running it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from eventlab.bus import Bus
from eventlab.clock import VirtualClock
from eventlab.event import Event

ORDER = {"number": 7, "customer": "ada", "item": "teapot", "total": 25}
EUROS_TO_CENTS = 100
A_MINUTE = 60.0  # seconds


class StrictBus(Bus):
    """A bus whose next version wants a topic beside the event."""

    def publish(self, topic: str, event: Event) -> None:  # type: ignore[override]
        super().publish(event)


@dataclass
class Shop:
    """The shop before the change; each field is a part that a change may replace."""

    bus: Any = field(default_factory=Bus)
    clock: VirtualClock = field(default_factory=VirtualClock)
    data: dict[str, Any] = field(default_factory=lambda: dict(ORDER))
    reactions: tuple[str, ...] = ("stock", "mail", "points")
    mail_needs: float = 0.0  # seconds
    saves_a_basket: bool = False
    done: dict[str, str] = field(default_factory=dict)

    def run(self) -> Exception | None:
        """Place an order, and return what came out of the checkout instead of its end."""
        for name in self.reactions:
            self.bus.subscribe("OrderPlaced", getattr(self, name))
        try:
            self.bus.publish(Event("OrderPlaced", self.data))
            if self.saves_a_basket:
                self.bus.publish(Event("OrderPlaced", self.data))
        except Exception as error:
            return error
        return None

    def stock(self, event: Event) -> None:
        """Reserve what was sold."""
        self._do("stock", f"reserved {event.data['item']}")

    def mail(self, event: Event) -> None:
        """Send a receipt."""
        self.clock.advance(self.mail_needs)
        self._do("mail", f"sent receipt {event.data['number']}")

    def points(self, event: Event) -> None:
        """Add a point for each euro."""
        self._do("points", f"added {event.data['total']} points")

    def shipping(self, event: Event) -> None:
        """Pack a parcel."""
        self._do("shipping", f"packed {event.data['item']}")

    def _do(self, name: str, what: str) -> None:
        self.done[name] = f"{self.done[name]} and {what}" if name in self.done else what


def _renamed() -> Shop:
    data = dict(ORDER)
    amount = data.pop("total")
    return Shop(data={**data, "amount": amount})


CHANGES: dict[str, Callable[[], Shop]] = {
    "stock is taken out": lambda: Shop(reactions=("mail", "points")),
    "shipping subscribes as well": lambda: Shop(reactions=("stock", "mail", "points", "shipping")),
    "the event carries a note as well": lambda: Shop(data={**ORDER, "note": "a gift"}),
    "the field total is renamed to amount": _renamed,
    "the field total is now in cents": lambda: Shop(
        data={**ORDER, "total": EUROS_TO_CENTS * ORDER["total"]}
    ),
    "OrderPlaced is published for a saved basket too": lambda: Shop(saves_a_basket=True),
    "mail needs a minute for each receipt": lambda: Shop(mail_needs=A_MINUTE),
    "publish wants a topic beside the event": lambda: Shop(bus=StrictBus()),
}


def try_out(change: str) -> tuple[str, str]:
    """Make a change in a running shop; return what couples the others to it, and what happened."""
    before, after = Shop(), CHANGES[change]()
    began = after.clock.now()
    before.run()
    error = after.run()
    waited = after.clock.now() - began
    if error and not after.done:
        return "bus", f"place raised {type(error).__name__}, and no reaction was called"
    if isinstance(error, ExceptionGroup):
        inner = error.exceptions[0]
        return "schema", f"a reaction raised {type(inner).__name__}: {inner}"
    if waited:
        return "time", f"all was done, and place returned after {waited:g} s"
    both = [name for name in before.done if name in after.done]
    if other := [name for name in both if before.done[name] != after.done[name]]:
        return "meaning", f"no error, and {other[-1]} {after.done[other[-1]]}"
    return "none", f"no error, and {', '.join(both)} did what they did before"
