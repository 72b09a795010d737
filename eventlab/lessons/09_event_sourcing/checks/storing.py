"""What is tried on `EventStore`: versions, what is expected, two tills, and what breaks off."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

from eventlab import ANY, NO_STREAM, Event, WrongVersion
from eventlab.course import telling
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.proving import prove
from eventlab.course.shapes import is_class
from eventlab.course.telling import describe, show, step, stub_in
from eventlab.sim.report import Result
from eventlab.store import Recorded

from . import storing_mistakes as m
from .card import CARD, NotEnough, issued, told, two_tills
from .trial import Trial

storing = Task("09-store", "EventStore")

METHODS = "append(stream, events)", "read(stream) -> Iterator", "read_all() -> Iterator"
LOOK = "your append: what does it compare with `expected`, and when?"


@storing.shape
def a_class(EventStore: Any) -> None:
    """You hand in a class with the methods append, read and read_all."""
    is_class(EventStore, "EventStore", *METHODS)


@storing.behaviour
def counts(EventStore: Any) -> None:
    """Append returns the stream's version: so many events it has."""
    trial = Trial(EventStore)
    found = [trial.append("a", ids) for ids in ("1", "2 3", "4")]
    known = {(0, 2, 3): m.FROM_ZERO, (1, 2, 1): m.NUMBER_OF_EVENTS, (None,) * 3: m.RETURNS_NOTHING}
    trial.same(found, [1, 3, 4], "versions", known.get(tuple(found)))


@storing.behaviour
def yields_recorded(EventStore: Any) -> None:
    """Reading yields Recorded: the event, its stream, its version and its position."""
    trial = Trial(EventStore)
    trial.append("a", "1 2")
    found = trial.read("a")
    if strangers := [each for each in found if not isinstance(each, Recorded)]:
        raise Failure("two Recorded", f"one of them is {show(strangers[0], 40)}", m.BARE)
    by_time = [each.event.id for each in found] == ["2", "1"]
    for wanted, each in zip(trial.given, found, strict=False):
        for field in () if by_time else fields(Event):
            if getattr(wanted, field.name) != getattr(each.event, field.name):
                happened = f"the {field.name} of {wanted.id} is another one"
                raise Failure(f"the {field.name} of each event is as before", happened, m.ALTERS)
    trial.same(
        [each.event for each in found], trial.given, "events", m.BY_TIME if by_time else None
    )
    trial.same([each.version for each in found], [1, 2], "versions", m.FROM_ZERO)
    trial.same([each.stream for each in found], ["a", "a"], "streams", m.ANOTHER_STREAM)


@storing.behaviour
def streams_apart(EventStore: Any) -> None:
    """Each stream has its own events, and its own versions from 1 on."""
    trial = Trial(EventStore)
    versions = [trial.append(stream, ids) for stream, ids in (("a", "1"), ("b", "2 3"), ("a", "4"))]
    trial.same(versions, [1, 2, 2], "versions", m.ONE_COUNT)
    trial.same(list(told(trial.read("a"))), ["1@1", "4@2"], "id@version", m.MIXED)
    trial.append("ab", "5")
    trial.append("A", "6")
    trial.same(list(told(trial.read("a"))), ["1@1", "4@2"], "id@version", m.MIXED)


@storing.behaviour
def stores_apart(EventStore: Any) -> None:
    """A new store is empty and counts from 1, whatever others have."""
    Trial(EventStore).append("a", "1")
    step("store = EventStore()  # another one")
    trial = Trial(EventStore)
    trial.same(trial.append("a", "2"), 1, "version", m.ONE_LOG)
    trial.same([each.position for each in trial.read("a")], [1], "positions", m.ONE_LOG)


@storing.behaviour
def slower_is_told(EventStore: Any) -> None:
    """Two tills read the same version of a card: one is told, and decides again."""

    def shop() -> Any:
        store = EventStore()
        store.append("card", [issued(100)])
        return store

    def pay(event: Event, store: Any) -> None:
        for _ in range(3):
            past = list(store.read("card"))
            try:
                new = CARD.decide((event.id, 60), CARD.fold(each.event for each in past))
            except NotEnough:
                return  # the customer is told
            with suppress(WrongVersion):
                store.append("card", new, expected=len(past))
                return

    tills = two_tills(pay, 60, {"store": shop})
    prove(tills, _overdrawn(EventStore), copies=1, faults=["meanwhile"], look=LOOK)


@storing.behaviour
def refused_is_nothing(EventStore: Any) -> None:
    """Who is refused has appended nothing, and is told by WrongVersion."""
    trial = Trial(EventStore)
    trial.append("a", "1 2")
    trial.refused("a", "3 4", 1, m.TELLS_NOBODY)
    trial.same(list(told(trial.read("a"))), ["1@1", "2@2"], "id@version", m.APPENDS_FIRST)


@storing.edge
def begins_with_no_stream(EventStore: Any) -> None:
    """With NO_STREAM a stream begins that is not there yet."""
    Trial(EventStore).append("a", "1", NO_STREAM, m.NO_STREAM_IS_NONE)


@storing.edge
def as_expected(EventStore: Any) -> None:
    """Who expects the version that the stream has is never refused, whatever others have."""
    trial = Trial(EventStore)
    trial.append("b", "0 0 0")
    trial.append("a", "1", NO_STREAM, m.WHOLE_STORE)
    trial.append("a", "2 3", 1, m.WHOLE_STORE)
    trial.append("a", "4", ANY)
    trial.append("c", "5", 0, m.ZERO)


@storing.edge
def no_stream(EventStore: Any) -> None:
    """With NO_STREAM a stream that there is already is refused."""
    trial = Trial(EventStore)
    trial.append("a", "1", NO_STREAM)
    trial.refused("a", "2", NO_STREAM, m.NO_STREAM_IS_ANY)


@storing.edge
def not_from_the_future(EventStore: Any) -> None:
    """A version that the stream does not have yet is refused as well."""
    trial = Trial(EventStore)
    trial.refused("a", "1", 5, m.FUTURE)
    trial.append("a", "1")
    trial.refused("a", "2", 2, m.FUTURE)


@storing.edge
def nothing_to_append(EventStore: Any) -> None:
    """An append of no events compares as always, and changes nothing."""
    trial = Trial(EventStore)
    trial.same(trial.append("a", "", NO_STREAM, m.NOTHING), 0, "version", m.NOTHING)
    trial.append("a", "1", NO_STREAM, m.NOTHING)
    trial.same(trial.append("a", "", 1, m.NOTHING), 1, "version", m.NOTHING)
    trial.refused("a", "", 0, m.NOTHING)


@storing.edge
def all_that_it_is_given(EventStore: Any) -> None:
    """An event that is appended twice is in the stream twice: readers know duplicates."""
    trial = Trial(EventStore)
    event = Event("Paid", id="1")
    step('store.append("a", [event, event]), then store.append("a", [event])')
    trial.store.append("a", [event, event])
    trial.same(trial.store.append("a", [event]), 3, "version", m.DROPS)
    trial.same(list(told(trial.read("a"))), ["1@1", "1@2", "1@3"], "id@version", m.DROPS)
    step('store.append("b", [event])')
    trial.same(trial.store.append("b", [event]), 1, "version", m.DROPS)


@storing.edge
def given_one_by_one(EventStore: Any) -> None:
    """The events may come from a generator: one can go through it once."""
    trial = Trial(EventStore)
    step('store.append("a", events), where a generator makes two events')
    version = trial.store.append("a", (Event("Paid", id=id) for id in "12"))
    trial.same(version, 2, "version", m.ONCE_ONLY)
    trial.same(list(told(trial.read("a"))), ["1@1", "2@2"], "id@version", m.ONCE_ONLY)


@storing.edge
def says_what_it_found(EventStore: Any) -> None:
    """WrongVersion has the stream, what was expected, and the version that there is."""
    for stream, expected, actual in (("a", 1, 3), ("a", 7, 3), ("a", NO_STREAM, 3), ("c", 5, 0)):
        telling.now.steps.clear()  # a new store is a new story
        trial = Trial(EventStore)
        trial.append("b", "0")
        trial.append("a", "1 2 3")
        error = trial.refused(stream, "4", expected)
        found = (error.stream, error.expected, error.actual)
        trial.same(found, (stream, expected, actual), "stream, expected, actual", m.SAYS_ELSE)


@storing.edge
def reads_on(EventStore: Any) -> None:
    """With `after` a reader goes on behind what it has seen, also where nothing is left."""
    trial = Trial(EventStore)
    trial.append("b", "0")
    trial.append("a", "1 2 3")
    for after, wanted in ((1, ["2@2", "3@3"]), (3, []), (9, [])):
        found = list(told(trial.read("a", after)))
        trial.same(found, wanted, "id@version", m.INCLUDED)


@storing.edge
def unknown_stream(EventStore: Any) -> None:
    """A stream that nobody has appended to is read as empty."""
    trial = Trial(EventStore)
    try:
        found = trial.read("a")
    except Exception as error:
        if stub_in(error):
            raise
        raise Failure("no events", describe(error), m.UNKNOWN_FAILS) from None
    trial.same(found, [], "events")
    trial.append("a", "1", NO_STREAM, m.READING_MAKES_IT)


@storing.edge
def all_in_order(EventStore: Any) -> None:
    """read_all yields the events of all streams as they were appended, by positions from 1 on."""
    trial = Trial(EventStore)
    for stream, ids in (("b", "1"), ("a", "2 3"), ("b", "4")):
        trial.append(stream, ids)
    step("list(store.read_all())")
    found = [(each.event.id, each.position) for each in trial.store.read_all()]
    wanted = [("1", 1), ("2", 2), ("3", 3), ("4", 4)]
    known = {"1234": m.POSITIONS, "4321": m.BY_TIME}
    order = "".join(id for id, _ in found)
    trial.same(found, wanted, "id, position", known.get(order, m.BY_STREAM))
    for after, ids in ((1, ["2", "3", "4"]), (3, ["4"])):
        step(f"list(store.read_all(after={after}))")
        rest = [each.event.id for each in trial.store.read_all(after=after)]
        trial.same(rest, ids, "ids", m.INCLUDED)


@storing.fault
def whole_batches(EventStore: Any) -> None:
    """When the events break off half-way, none of them is appended."""
    trial = Trial(EventStore)
    trial.append("a", "1")

    def breaks_off() -> Iterator[Event]:
        yield Event("Paid", id="2")
        raise LookupError("no more")

    step('store.append("a", events), where the second of the events cannot be made')
    with suppress(LookupError):
        trial.store.append("a", breaks_off())
    trial.same(list(told(trial.read("a"))), ["1@1"], "id@version", m.HALF)
    ids = [each.event.id for each in trial.store.read_all()]
    trial.same(ids, ["1"], "ids of read_all", m.HALF)
    trial.same(trial.append("a", "3", 1, m.HALF), 2, "version", m.HALF)
    positions = [each.position for each in trial.store.read_all()]
    trial.same(positions, [1, 2], "positions", m.HALF)


@storing.fault
def cannot_be_changed(EventStore: Any) -> None:
    """What was handed in or out can be changed without changing what has happened."""
    trial = Trial(EventStore)
    batch = [Event("Paid", id="1"), Event("Paid", id="2")]
    step('store.append("a", batch)')
    trial.store.append("a", batch)
    step("batch.clear(), and the same to the lists that reading returned, if they are lists")
    batch.clear()
    for found in (trial.store.read("a"), trial.store.read_all()):
        with suppress(AttributeError):
            found.clear()
    ids = [each.event.id for each in trial.store.read_all()]
    trial.same(list(told(trial.read("a"))), ["1@1", "2@2"], "id@version", m.OPEN)
    trial.same(ids, ["1", "2"], "ids of read_all", m.OPEN)


def _overdrawn(EventStore: Any) -> Any:
    def diagnose(result: Result) -> Mistake | None:
        """Say what becomes of a version that is too low when nobody is in between."""
        store = EventStore()
        store.append("a", [issued(1), issued(2)])
        try:
            store.append("a", [issued(3)], expected=1)
        except WrongVersion:
            return m.APPENDS_FIRST if len(list(store.read("a"))) > 2 else None
        return m.NO_EXPECTED_VERSION

    return diagnose
