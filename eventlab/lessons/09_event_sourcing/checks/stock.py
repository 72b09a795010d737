"""What is tried on the decider of an item's stock: commands, old events, and what must not change.

A state is the learner's own, of any form: it is only ever looked at through `decide`.
"""

from functools import reduce
from typing import Any

import cloudpickle  # type: ignore[import-untyped]

from eventlab import Event
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.telling import describe, show, step, stub_in

from . import mistakes as m

stock = Task("09-decider", "stock")

FUNCTIONS = ("initial", "decide", "evolve")


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


@stock.shape
def a_decider(decider: Any) -> None:
    """You hand in a Decider of your three functions; decide returns a list of events."""
    if not all(callable(getattr(decider, name, None)) for name in FUNCTIONS):
        look = "the line `stock = Decider(initial, decide, evolve)`, and the name in `check`."
        raise Failure("a Decider", f"{show(decider)} was handed in", look=look)
    step('decide(("receive", 3), initial())')
    found = decider.decide(("receive", 3), decider.initial())
    if found is None or isinstance(found, Event):
        raise Failure("a list of events", "None" if found is None else "an Event", m.NO_LIST)


@stock.behaviour
def tells(decider: Any) -> None:
    """What comes in, and what an order gets, is told by its event."""
    Item(decider).when("receive", 3).then(received(3), mistake=m.TELLS_ELSE)
    item = Item(decider, received(3)).when("reserve", 7, 2)
    item.then(reserved(7, 2), mistake=m.TELLS_ELSE)


@stock.behaviour
def refuses(decider: Any) -> None:
    """Who wants more than is free is refused by a LookupError."""
    Item(decider).when("reserve", 7, 1).refused(m.NEVER_REFUSES)
    Item(decider, received(3)).when("reserve", 7, 4).refused(m.NEVER_REFUSES)


@stock.behaviour
def no_longer_free(decider: Any) -> None:
    """What one order has got is no longer free for the next."""
    item = Item(decider, received(3), reserved(7, 2))
    item.when("reserve", 8, 2).refused(m.STILL_FREE)


@stock.behaviour
def counted_anew(decider: Any) -> None:
    """After a correction so many are free as were counted, be it more or fewer."""
    item = Item(decider, received(5), corrected(-2))
    item.when("reserve", 7, 4).refused(m.CORRECTION_IGNORED)
    item = Item(decider, received(5), corrected(2)).when("reserve", 7, 6)
    if isinstance(item.found, LookupError):
        raise Failure("the order gets its 6", describe(item.found), m.CORRECTION_IGNORED)
    item.then(reserved(7, 6))


@stock.behaviour
def strange_events(decider: Any) -> None:
    """An event of a type that it does not know changes nothing."""
    item = Item(decider, received(3), Event("ShelfMoved", {"to": "B"}), Event("SoldOut"))
    item.readable(m.STRANGE_FAILS)
    item.when("reserve", 7, 2).then(reserved(7, 2), mistake=m.STRANGE_FAILS)


@stock.behaviour
def quiet(decider: Any) -> None:
    """To fold the past changes nothing else: it is folded again at every read."""
    found = []
    for _ in range(3):  # the first time something may be remembered that stays the same
        Item(decider, received(3), reserved(7, 3), Event("SoldOut")).state()
        found.append(_outside(decider.evolve))
    if found[1] != found[2]:
        happened = "what it uses outside of it is another each time"
        raise Failure("evolve returns a state, and that is all", happened, m.EFFECTS)


@stock.edge
def the_last_one(decider: Any) -> None:
    """The last one can be had, and SoldOut follows it; not so before the last one."""
    item = Item(decider, received(3), reserved(7, 1))
    found = item.when("reserve", 8, 2).found
    if isinstance(found, LookupError):
        raise Failure("the order gets its 2", describe(found), m.NOT_THE_LAST)
    item.then(reserved(8, 2), Event("SoldOut"), mistake=m.SOLD_OUT)


@stock.edge
def reserved_already(decider: Any) -> None:
    """An order that has items already gets no more: the command leads to nothing."""
    item = Item(decider, received(9), reserved(7, 2))
    item.when("reserve", 7, 2).then(mistake=m.RESERVES_TWICE)
    Item(decider, received(2), reserved(7, 2)).when("reserve", 7, 2).then(mistake=m.RESERVES_TWICE)


@stock.edge
def gives_back(decider: Any) -> None:
    """What an order releases is free again, all of it; and the order may come again."""
    item = Item(decider, received(3), reserved(7, 2), reserved(8, 1))
    item.when("release", 7).then(released(7))
    item = Item(decider, received(3), reserved(7, 2), reserved(8, 1), released(7))
    item.when("reserve", 9, 3).refused(m.GIVES_BACK_WRONG)
    item.when("reserve", 9, 1).then(reserved(9, 1), mistake=m.GIVES_BACK_WRONG)
    item.when("reserve", 7, 1).then(reserved(7, 1), mistake=m.REMEMBERS)


@stock.edge
def releases_nothing(decider: Any) -> None:
    """To release what an order does not have leads to nothing."""
    Item(decider, received(3)).when("release", 7).then(mistake=m.RELEASES_NOTHING)
    item = Item(decider, received(3), reserved(7, 2), released(7))
    item.when("release", 7).then(mistake=m.RELEASES_NOTHING)


@stock.edge
def new_each_time(decider: Any) -> None:
    """Each item begins with nothing, also after another one was folded."""
    Item(decider, received(3), reserved(7, 1)).state()
    Item(decider).when("reserve", 8, 1).refused(m.ONE_FOR_ALL)


@stock.fault
def past_as_it_is(decider: Any) -> None:
    """What has happened is folded as it is, though today it would be refused."""
    past = [received(2), reserved(7, 5), corrected(-1), released(8), received(6)]
    item = Item(decider, *past)
    item.readable(m.IN_THE_FOLD)
    item.when("reserve", 9, 3).refused(m.IN_THE_FOLD)
    item.when("reserve", 9, 1).then(reserved(9, 1), mistake=m.IN_THE_FOLD)


@stock.fault
def old_state_stays(decider: Any) -> None:
    """Neither function changes the state that it is given: it may be a snapshot."""
    item = Item(decider, received(3))
    before = item.state()
    later = before
    for event in (reserved(7, 2), received(5), reserved(9, 1), released(9)):
        step(f"evolve(state, {_told(event)})")
        later = decider.evolve(later, event)
    item.when("reserve", 7, 2, state=before).then(reserved(7, 2), mistake=m.CHANGES_STATE)
    item.when("reserve", 8, 4, state=before).refused(m.CHANGES_STATE)
    item.when("reserve", 7, 2, state=before).then(reserved(7, 2), mistake=m.DECIDE_CHANGES)


@stock.fault
def decides_quietly(decider: Any) -> None:
    """To decide changes nothing else: the append may be refused, and it decides again."""
    found = []
    for _ in range(3):
        Item(decider, received(1)).when("reserve", 8, 1)
        found.append(_outside(decider.decide))
    if found[1] != found[2]:
        happened = "what it uses outside of it is another each time"
        raise Failure("decide returns events, and that is all", happened, m.DECIDE_EFFECTS)


class Item:
    """An item with a past: what a command leads to, and whether that is right."""

    def __init__(self, decider: Any, *past: Event) -> None:
        self._decider, self._past = decider, past
        self.found: Any = None

    def state(self) -> Any:
        """Fold the past."""
        step(f"state after: {', '.join(map(_short, self._past)) or 'nothing'}")
        past = [Event(event.type, event.data) for event in self._past]  # with ids of their own
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
            self.found = list(self._decider.decide(command, state))
        except LookupError as error:
            self.found = error
        return self

    def then(self, *events: Event, mistake: Mistake | None = None) -> None:
        """Demand that it has led to these events."""
        found = self.found
        same = isinstance(found, list) and [*map(_plain, found)] == [*map(_plain, events)]
        if not same:
            happened = describe(found) if isinstance(found, LookupError) else _list(found)
            raise Failure(_list(events), happened, mistake)

    def refused(self, mistake: Mistake) -> None:
        """Demand that it was refused."""
        if not isinstance(self.found, LookupError):
            raise Failure("LookupError is raised", _list(self.found), mistake)


def _plain(event: Any) -> Any:
    return (event.type, dict(event.data)) if isinstance(event, Event) else event


def _told(event: Any) -> str:
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


def _outside(function: Any) -> bytes:
    """Return what a function uses outside of it, as bytes; nothing if that cannot be written."""
    try:
        return bytes(cloudpickle.dumps(function))
    except Exception:
        return b""


def _list(events: Any) -> str:
    return ", ".join(map(_told, events)) or "no events"
