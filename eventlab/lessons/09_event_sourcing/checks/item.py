"""An item of the stock: its events, its past, and what a command leads to."""

from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

from eventlab import Event
from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import describe, show, step, stub_in

from . import stock_mistakes as m

FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def received(amount: int) -> Event:
    """Return what came in."""
    return Event("StockReceived", {"amount": amount})


def reserved(order: int, amount: int) -> Event:
    """Return what an order has got."""
    return Event("StockReserved", {"order": order, "amount": amount})


def released(order: int) -> Event:
    """Return that an order has given back all that it had."""
    return Event("StockReleased", {"order": order})


def corrected(difference: int) -> Event:
    """Return what somebody has counted."""
    return Event("StockCorrected", {"difference": difference})


class Item:
    """An item with a past: what a command leads to, and whether that is right."""

    def __init__(self, decider: Any, *past: Event, apart: int = 1) -> None:
        self._decider, self._past, self._apart = decider, past, timedelta(minutes=apart)
        self.found: Any = None

    def state(self) -> Any:
        """Fold the past."""
        step(f"state after: {', '.join(map(_short, self._past)) or 'nothing'}")
        return self.fold()

    def fold(self) -> Any:
        """Fold the past, as events with ids and times of their own."""
        past = [
            Event(event.type, event.data, time=FIRST + n * self._apart)
            for n, event in enumerate(self._past)
        ]
        return reduce(self._decider.evolve, past, self._decider.initial())

    def readable(self, mistake: Mistake) -> None:
        """Demand that the past can be folded."""
        try:
            self.state()
        except Exception as error:
            if stub_in(error):
                raise
            raise Failure("a state", describe(error), mistake) from None

    def when(self, *command: Any, state: Any = None) -> "Item":
        """Decide on a command."""
        state = self.state() if state is None else state
        step(f"decide({command}, state)")
        try:
            decided = self._decider.decide(command, state)
            nothing = decided is None or isinstance(decided, (bool, Event))
            self.found = decided if nothing else list(decided)
        except Exception as error:
            if stub_in(error):
                raise
            self.found = error
        if not isinstance(self.found, (list, Exception)):
            raise Failure("a list of events", show(self.found), m.NO_LIST)
        return self

    def then(self, *events: Event, mistake: Mistake | None = None) -> None:
        """Demand that it has led to these events."""
        found = self.found
        if isinstance(found, Exception) and not isinstance(found, LookupError):
            raise found
        same = isinstance(found, list) and [*map(_plain, found)] == [*map(_plain, events)]
        if not same:
            happened = describe(found) if isinstance(found, LookupError) else _list(found)
            raise Failure(_list(events), happened, mistake)

    def refused(self, mistake: Mistake) -> None:
        """Demand that it was refused."""
        if isinstance(self.found, Exception) and not isinstance(self.found, LookupError):
            raise Failure("LookupError is raised", describe(self.found), m.OTHER_ERROR)
        if not isinstance(self.found, LookupError):
            raise Failure("LookupError is raised", _list(self.found), mistake)


def _plain(event: Any) -> Any:
    return (event.type, dict(event.data)) if isinstance(event, Event) else event


def told(event: Any) -> str:
    """Tell an event with its data: "StockReserved(order 7, amount 2)"."""
    if not isinstance(event, Event):
        return show(event, 30)
    data = ", ".join(f"{name} {value}" for name, value in event.data.items())
    return f"{event.type}({data})"


def _short(event: Event) -> str:
    """Tell an event in two or three words: "received 3", "7 reserved 2"."""
    values = [
        str(event.data[name]) for name in ("order", "amount", "difference") if name in event.data
    ]
    word = event.type.removeprefix("Stock").lower()
    return " ".join(
        [*values[:-1], word, *values[-1:]] if "amount" in event.data else [*values, word]
    )


def _list(events: Any) -> str:
    return ", ".join(map(told, events)) or "no events"
