"""A shop that is opened with the learner's code: services that write down their calls, and a bus.

What was called is compared as text ("stock.reserve('teapot')"), in the words that the learner
reads. In which order the services are called is nobody's promise.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from types import FrameType
from typing import Any

from eventlab.bus import Bus
from eventlab.course.grading import Failure, Mistake, crash
from eventlab.course.telling import leaves, place_of, show, step, stub_in
from eventlab.event import Event
from eventlab.sim.recorder import Recorder

ORDER = {"number": 7, "customer": "ada", "item": "teapot", "total": 25}
WANTED = ("stock.reserve('teapot')", "mail.send_receipt('ada', 7)", "points.add('ada', 25)")
NOBODY = "nobody was called"


class OutOfPaper(Exception):
    """What mail raises when it fails."""


class Service:
    """One of the three that an order concerns: it has one method, and writes down its calls."""

    def __init__(self, name: str, method: str, calls: list[str], fails: bool) -> None:
        def called(*given: Any) -> None:
            calls.append(f"{name}.{method}({', '.join(map(show, given))})")
            if fails:
                raise OutOfPaper

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
        self.callers: list[list[Any]] = []  # and the objects whose methods were at work meanwhile

    def subscribe(self, type: str, handler: Any) -> Any:
        bond = super().subscribe(type, self._recorder.handler(handler))
        self.handlers.append(handler)
        self.bonds.append(bond)
        self.callers.append(list(_methods_of()))
        return bond

    def publish(self, event: Any) -> None:
        self._publish(event)


class Shop:
    """A shop of the learner's, and what came of the last call that was attempted with it.

    Args:
        open_shop: the learner's function.
        name: what this shop's checkout is called in the calls that are told.
        broken: whether mail raises each time.
    """

    def __init__(self, open_shop: Any, name: str = "checkout", broken: bool = False) -> None:
        self.name, self.calls = name, []
        self.recorder = Recorder(publisher=name, bus="bus")
        self.bus = WatchedBus(self.recorder)
        self.services = {
            "stock": Service("stock", "reserve", self.calls, False),
            "mail": Service("mail", "send_receipt", self.calls, broken),
            "points": Service("points", "add", self.calls, False),
        }
        step(f"{name} = open_shop(Bus(), stock, mail, points)" + "   # mail raises" * broken)
        self.checkout = open_shop(self.bus, *self.services.values())
        self.error: Exception | None = None

    def listen(self) -> list[Event]:
        """Subscribe a listener of ours to every event; return the list of what it will hear."""
        heard: list[Event] = []
        step('bus.subscribe("*", listener)')
        Bus.subscribe(self.bus, "*", heard.append)
        return heard

    def place(self, order: dict[str, Any] = ORDER, harm: Mistake | None = None) -> None:
        """Place an order; what it raises is kept where our mail is broken, else it is a failure.

        Args:
            order: the order.
            harm: the mistake that is shown by raising.
        """
        step(f"{self.name}.place({order})")
        self._attempt(lambda: self.checkout.place(dict(order)), harm)

    def publish(self, type: str, harm: Mistake | None = None) -> None:
        """Publish an event with the order as its data, as another checkout on this bus would."""
        step(f"order = {ORDER}")
        step(f'bus.publish(Event("{type}", order))')
        self._attempt(lambda: self.bus.publish(Event(type, ORDER)), harm)

    def _attempt(self, call: Any, harm: Mistake | None) -> None:
        self.error = None
        try:
            call()
        except Exception as error:
            if stub_in(error):
                raise
            self.error = error
            if not any(isinstance(each, OutOfPaper) for each in _behind(error)):
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


def _methods_of() -> Iterator[Any]:
    """Yield what the functions that are at work were given first: the `self` of a method."""
    frame: FrameType | None = sys._getframe(2)
    while frame:
        if frame.f_code.co_argcount:
            yield frame.f_locals.get(frame.f_code.co_varnames[0])
        frame = frame.f_back
