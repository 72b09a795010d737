"""What is tried on the decider of an item's stock: commands, old events, and what must not change.

A state is the learner's own, of any form: it is only ever looked at through `decide`.
"""

from datetime import UTC, datetime, timedelta
from functools import reduce
from typing import Any

import cloudpickle  # type: ignore[import-untyped]

from eventlab import Event
from eventlab.course import telling
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.outside import calls_outside
from eventlab.course.telling import describe, show, step, stub_in

from . import stock_mistakes as m
from .item import Item, corrected, received, released, reserved, told

stock = Task("09-decider", "stock")

FUNCTIONS = ("initial", "decide", "evolve")


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
def same_tomorrow(decider: Any) -> None:
    """The same past makes the same state, whatever time it is when it is folded."""
    item = Item(decider, received(3), reserved(7, 2), corrected(1), released(7))
    item.state()
    calls = calls_outside(item.fold)
    if found := calls.clock + calls.chance:
        wanted = "evolve computes with state and event alone"
        raise Failure(wanted, f"it called {found[0]}", m.CLOCK)


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
    item = Item(decider, received(3), reserved(7, 3), Event("SoldOut"))
    for _ in range(3):  # the first time something may be remembered that stays the same
        item.state()
        found.append(_outside(decider.evolve))
    wanted = "evolve returns a state, and that is all"
    if found[1] != found[2]:
        raise Failure(wanted, "what it uses outside of it is another each time", m.EFFECTS)
    if call := next(iter(calls_outside(item.fold).touched), None):
        raise Failure(wanted, f"it called {call}", m.EFFECTS)


@stock.edge
def new_each_time(decider: Any) -> None:
    """Each item begins with nothing, also after another one was folded."""
    Item(decider, received(3), reserved(7, 1)).state()
    Item(decider).when("reserve", 8, 1).refused(m.ONE_FOR_ALL)


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
    for came, amount in ((9, 2), (9, 3), (2, 2)):
        telling.now.steps.clear()  # a new state is a new story
        item = Item(decider, received(came), reserved(7, 2))
        item.when("reserve", 7, amount).then(mistake=m.RESERVES_TWICE)


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
def always_received(decider: Any) -> None:
    """What comes in is told also where less than nothing is there."""
    Item(decider, corrected(-5)).when("receive", 3).then(received(3), mistake=m.RECEIVES_NOT)


@stock.edge
def all_of_them(decider: Any) -> None:
    """One order may take all that there are; SoldOut follows."""
    item = Item(decider, received(3)).when("reserve", 7, 3)
    item.then(reserved(7, 3), Event("SoldOut"), mistake=m.SOLD_OUT)


@stock.edge
def only_a_reservation(decider: Any) -> None:
    """SoldOut follows a reservation, and nothing else after which none is free."""
    Item(decider, corrected(-3)).when("receive", 3).then(received(3), mistake=m.SOLD_OUT)
    item = Item(decider, received(2), reserved(7, 2), corrected(-2))
    item.when("release", 7).then(released(7), mistake=m.SOLD_OUT)


@stock.edge
def ids_of_their_own(decider: Any) -> None:
    """Each fact is an event of its own, with an id of its own."""
    ids = [
        event.id
        for order in (7, 8)
        for event in Item(decider, received(3)).when("reserve", order, 3).found
    ]
    if len({*ids}) < len(ids):
        raise Failure("four events, four ids", f"{len({*ids})} ids", m.ONE_EVENT)


@stock.fault
def past_as_it_is(decider: Any) -> None:
    """What has happened is folded as it is, though today it would be refused."""
    past = [received(2), reserved(7, 5), corrected(-1), released(8), received(6)]
    item = Item(decider, *past)
    item.readable(m.IN_THE_FOLD)
    item.when("reserve", 9, 3).refused(m.IN_THE_FOLD)
    item.when("reserve", 9, 1).then(reserved(9, 1), mistake=m.IN_THE_FOLD)


@stock.fault
def reserved_twice(decider: Any) -> None:
    """An order that got items twice, by older rules, has all of them, and gives back all."""
    for amount in (3, 2):
        item = Item(decider, received(9), reserved(7, 2), reserved(7, amount))
        item.when("reserve", 8, 8 - amount).refused(m.IN_THE_FOLD)
        item = Item(decider, received(9), reserved(7, 2), reserved(7, amount), released(7))
        found = item.when("reserve", 8, 9).found
        if isinstance(found, LookupError):
            raise Failure("the order gets its 9", describe(found), m.KEEPS_ONE)
        item.when("reserve", 8, 10).refused(m.KEEPS_ONE)


@stock.fault
def alike_or_late(decider: Any) -> None:
    """Events count that look alike, and events of a clock that is behind."""
    for minutes in (0, -1):
        step("the events have the same time" if not minutes else "each event has an earlier time")
        item = Item(decider, received(2), received(2), apart=minutes).when("reserve", 7, 3)
        if isinstance(item.found, LookupError):
            raise Failure("the order gets its 3", describe(item.found), m.IN_THE_FOLD)


@stock.fault
def old_state_stays(decider: Any) -> None:
    """Neither function changes the state that it is given: it may be a snapshot."""
    item = Item(decider, received(3))
    before = item.state()
    later = before
    for event in (reserved(7, 2), received(5), reserved(9, 1), released(9)):
        step(f"evolve(state, {told(event)})")
        later = decider.evolve(later, event)
    item.when("reserve", 7, 2, state=before).then(reserved(7, 2), mistake=m.CHANGES_STATE)
    item.when("reserve", 8, 4, state=before).refused(m.CHANGES_STATE)
    item.when("reserve", 7, 2, state=before).then(reserved(7, 2), mistake=m.DECIDE_CHANGES)


@stock.fault
def decides_quietly(decider: Any) -> None:
    """To decide changes nothing else: the append may be refused, and it decides again."""
    found = []
    for _ in range(3):
        item = Item(decider, received(1)).when("reserve", 8, 1)
        found.append(_outside(decider.decide))
    wanted = "decide returns events, and that is all"
    if found[1] != found[2]:
        raise Failure(wanted, "what it uses outside of it is another each time", m.DECIDE_EFFECTS)
    state = item.fold()
    calls = calls_outside(lambda: list(decider.decide(("reserve", 8, 1), state)))
    if calls.touched:
        raise Failure(wanted, f"it called {calls.touched[0]}", m.DECIDE_EFFECTS)


def _outside(function: Any) -> bytes:
    """Return what a function uses outside of it, as bytes; nothing if that cannot be written."""
    try:
        return bytes(cloudpickle.dumps(function))
    except Exception:
        return b""
