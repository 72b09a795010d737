"""A shop that is opened with the learner's code: services that write down their calls, and a bus.

What was called is compared as text ("stock.reserve('teapot')"), in the words that the learner
reads. In which order the services are called is nobody's promise.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from types import CodeType, FrameType
from typing import Any

from eventlab.bus import Bus
from eventlab.course.grading import Failure, Mistake, crash
from eventlab.course.telling import leaves, place_of, show, step, stub_in
from eventlab.event import Event
from eventlab.sim.recorder import Recorder

from .mistakes import PUBLISHES_NO_EVENT

ORDER = {"number": 7, "customer": "ada", "item": "teapot", "total": 25}
ANOTHER = {"number": 8, "customer": "bob", "item": "cup", "total": 9}
NAMES = ("stock", "mail", "points")
NOBODY = "nobody was called"


def wanted(order: dict[str, Any]) -> tuple[str, str, str]:
    """Return the three calls that an order leads to."""
    return (
        f"stock.reserve({order['item']!r})",
        f"mail.send_receipt({order['customer']!r}, {order['number']})",
        f"points.add({order['customer']!r}, {order['total']})",
    )


WANTED = wanted(ORDER)


class Broken(Exception):
    """What a service raises when it fails."""


class Service:
    """One of the three that an order concerns: it has one method, and writes down its calls."""

    def __init__(self, name: str, method: str, calls: list[str], fails: bool) -> None:
        def called(*given: Any) -> None:
            calls.append(f"{name}.{method}({', '.join(map(show, given))})")
            if fails:
                raise Broken(f"{name} is broken")

        self._name = name
        setattr(self, method, called)

    def __repr__(self) -> str:
        return f"<{self._name}>"


class WatchedBus(Bus):
    """A bus that remembers who subscribed what, and records what happens for a figure."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self._recorder = recorder
        self._publish = recorder.publisher(super().publish)
        self.handlers: list[Any] = []  # as they were handed over,
        self.bonds: list[Any] = []  # what came back,
        self.callers: list[set[CodeType]] = []  # and the functions that were at work meanwhile

    def subscribe(self, type: str, handler: Any) -> Any:
        bond = super().subscribe(type, self._recorder.handler(handler))
        self.handlers.append(handler)
        self.bonds.append(bond)
        self.callers.append(set(_at_work()))
        return bond

    def publish(self, *given: Any) -> None:
        if len(given) != 1 or not isinstance(given[0], Event):
            called = f"bus.publish({', '.join(map(show, given))})"
            raise Failure("bus.publish(event), with one Event", called, PUBLISHES_NO_EVENT)
        self._publish(given[0])

    def cancel_all(self) -> None:
        """Take every reaction out."""
        step("cancel every subscription")
        for bond in self.bonds:
            bond.cancel()


class Shop:
    """A shop of the learner's, and what came of the last call that was attempted with it.

    Args:
        open_shop: the learner's function.
        name: what this shop's checkout is called in the calls that are told.
        broken: the service that raises each time, if one does.
    """

    def __init__(self, open_shop: Any, name: str = "checkout", broken: str = "") -> None:
        self.name, self.calls = name, []
        self.recorder = Recorder(publisher=name, bus="bus")
        self.bus = WatchedBus(self.recorder)
        methods = zip(NAMES, ("reserve", "send_receipt", "add"), strict=True)
        self.services = {n: Service(n, method, self.calls, n == broken) for n, method in methods}
        note = f"   # {broken} raises" if broken else ""
        step(f"{name} = open_shop(Bus(), stock, mail, points){note}")
        self.checkout = open_shop(self.bus, *self.services.values())
        self.error: Exception | None = None

    def listen(self) -> list[Event]:
        """Subscribe a listener of ours to every event; return the list of what it will hear."""
        heard: list[Event] = []
        step('bus.subscribe("*", listener)')
        Bus.subscribe(self.bus, "*", heard.append)
        return heard

    def place(self, order: dict[str, Any] = ORDER, harm: Mistake | None = None) -> None:
        """Place an order; what a broken service raises is kept, anything else is a failure.

        Args:
            order: the order.
            harm: the mistake that is shown by raising.
        """
        step(f"{self.name}.place({order})")
        self._attempt(lambda: self.checkout.place(dict(order)), harm)

    def publish(self, type: str, order: dict[str, Any], harm: Mistake | None = None) -> None:
        """Publish an event with an order as its data, as another checkout on this bus would."""
        step(f"order = {order}")
        step(f'bus.publish(Event("{type}", order))')
        self._attempt(lambda: self.bus.publish(Event(type, order)), harm)

    def _attempt(self, call: Any, harm: Mistake | None) -> None:
        self.error = None
        try:
            call()
        except Exception as error:
            if isinstance(error, Failure) or stub_in(error):
                raise
            self.error = error
            if not any(isinstance(each, Broken) for each in _behind(error)):
                inner = next((each for each in leaves(error) if place_of(each)), error)
                told = crash(inner)
                mistake = harm or told.mistake
                raise Failure(
                    "no error", told.happened, mistake, look=told.look, trace=self.recorder.trace
                ) from None

    def expect(self, *wanted: str, mistake: Mistake | None = None) -> None:
        """Demand which services were called, in any order.

        Args:
            wanted: the calls.
            mistake: what other calls show.

        Raises:
            Failure: it was otherwise.
        """
        if Counter(self.calls) == Counter(wanted):
            return
        raise Failure(
            ", ".join(wanted) or NOBODY,
            ", ".join(self.calls) or NOBODY,
            mistake,
            look="what the handlers take out of event.data, and which service each calls.",
            trace=self.recorder.trace,
        )


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """Yield all that is in an exception, and what it was raised from."""
    while error:
        yield from leaves(error)
        error = error.__cause__ or error.__context__


def _at_work() -> Iterator[CodeType]:
    """Yield the code of each function that has been called and has not returned."""
    frame: FrameType | None = sys._getframe(1)
    while frame:
        yield frame.f_code
        frame = frame.f_back
