"""What is tried on the learner's `Event`: its attributes, its id and its time."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from eventlab.contracts.event import plain
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.shapes import is_class
from eventlab.course.telling import describe, show, step

event = Task("01-event", "Event")

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = ("type", "data", "id", "source", "time")
ITEMS = {"items": ["tea", "cup"]}

LISTS_LOSE = Mistake(
    "list-becomes-a-set",
    "A list has lost its order; in a set also what stood in it twice would be lost.",
    "what a list becomes: a tuple keeps both.",
)
LOSES_DATA = Mistake(
    "data-does-not-arrive",
    "The data cannot be read as it was given.",
    "what `data` holds in the end: the frozen copy must still read like a dict.",
)
CAN_BE_ASSIGNED = Mistake(
    "can-be-assigned",
    "An attribute takes another value: the event says something else from then on.",
    "what happens on `event.type = ...`: `frozen=True`, or a `__setattr__` that refuses.",
)
IN_SILENCE = Mistake(
    "refuses-in-silence",
    "The assignment is ignored without a word, and whoever wrote it takes it for done.",
    "what `__setattr__` does: it raises an AttributeError that says why.",
)
NO_ID = Mistake(
    "no-id",
    "Without a given id it has none, or one that is no text.",
    "the default of id: something that makes a new one for each event, such as uuid4.",
)
ID_FROM_CONTENT = Mistake(
    "id-from-content",
    "Two events that say the same have one id: who orders tea twice has ordered once.",
    "what the id is made from: not from type and data. Two events may well say the same.",
)
ID_COMES_AGAIN = Mistake(
    "id-comes-again",
    "A later event gets an id that another one had.",
    "what the id is made from: an address, a clock or a small number comes again, uuid4 does not.",
)
ONE_ID = Mistake(
    "one-id-for-all",
    "All events have one id: it is made once, when the class is made.",
    "the default of id: it must be a call that runs for each event (`default_factory`).",
)
NAIVE_NOW = Mistake(
    "naive-now",
    "The default time has no zone.",
    "`datetime.now()` and `utcnow()` are naive; `datetime.now(UTC)` is not.",
)
TIME_OF_THE_CLASS = Mistake(
    "time-of-the-class",
    "The time is that at which the class was made, for all events.",
    "the default of time: it must be a call that runs for each event (`default_factory`).",
)
TAKES_NAIVE = Mistake(
    "takes-a-naive-time",
    "A time without a zone is taken, and everybody reads another moment from it.",
    "where time.utcoffset() is None, raise a ValueError.",
)


def make(Event: Any, data: Any = ITEMS, *, name: str = "event", **others: Any) -> Any:
    """Write down that an event is made, and make it."""
    given = {"type": "OrderPlaced", **others}
    type = given.pop("type")
    told = "".join(f", {n}={_short(v)}" for n, v in given.items())
    step(f'{name} = Event("{type}", {data}{told})')
    return Event(type, deepcopy(data), **given)


def _short(value: object) -> str:
    if not isinstance(value, datetime):
        return repr(value)
    if not (zone := value.strftime("%z")):
        return "datetime(2026, 3, 1, 12)"
    past = value - NOON
    moment = "one second past noon" if past.seconds else "noon"
    moment = "a microsecond past noon" if past.microseconds else moment
    return moment if zone == "+0000" else f"{moment} at {zone}"


@event.shape
def a_class(Event: Any) -> None:
    """You hand in a class that takes type and data."""
    is_class(Event, "Event", "__init__(type, data)")
    try:
        subject = make(Event)
    except ValueError as error:
        naive = NAIVE_NOW if "time" in str(error) else None
        raise Failure("an event", describe(error), naive) from None
    for name in NAMES:
        if not hasattr(subject, name):
            raise Failure(f"it has an attribute {name}", "it has none of that name")


@event.behaviour
def says_what_it_was_told(Event: Any) -> None:
    """It says what it was told: the same type, data, id, source and time."""
    subject = make(Event, type="OrderPaid", id="7", source="till", time=NOON)
    try:
        found = plain({**subject.data})
    except TypeError:
        found = subject.data
    if found != ITEMS:
        inner = found.get("items") if isinstance(found, dict) else None
        unordered = isinstance(inner, (set, frozenset))
        happened = "'items' is a set" if unordered else f"it reads {show(found)}"
        mistake = LISTS_LOSE if unordered or isinstance(inner, list) else LOSES_DATA
        raise Failure(f"event.data reads {ITEMS}", happened, mistake)
    for name, given in {"type": "OrderPaid", "id": "7", "source": "till", "time": NOON}.items():
        if (value := getattr(subject, name)) != given:
            raise Failure(f"event.{name} is {show(given)}", f"it is {show(value)}")
    if (source := make(Event).source) != "/shop":
        raise Failure("event.source is '/shop' when none is given", f"it is {show(source)}")


@event.behaviour
def cannot_be_assigned(Event: Any) -> None:
    """Assigning to an attribute raises an AttributeError, and changes nothing."""
    for name in NAMES:
        subject = make(Event, id="7", time=NOON)
        step(f'event.{name} = "something else"')
        try:
            setattr(subject, name, "something else")
        except AttributeError:
            if getattr(subject, name) == "something else":
                happened = "the error, and the attribute has the new value"
                raise Failure(
                    "an AttributeError and no change", happened, CAN_BE_ASSIGNED
                ) from None
            continue
        except TypeError as error:
            raise Failure("an AttributeError", f"it raised {describe(error)}") from None
        changed = getattr(subject, name) == "something else"
        mistake = CAN_BE_ASSIGNED if changed else IN_SILENCE
        raise Failure("an AttributeError", "no error was raised", mistake)


@event.behaviour
def ids_of_their_own(Event: Any) -> None:
    """Two events for which no id is given have two ids."""
    one, two = (make(Event, name=name) for name in ("one", "two"))
    step("one.id, two.id")
    if not all(isinstance(each.id, str) and each.id for each in (one, two)):
        kind = "None" if one.id is None else f"of type {type(one.id).__name__}"
        raise Failure("two ids, as text", f"one.id is {kind}", NO_ID)
    if one.id == two.id:
        other = Event("OrderPlaced", {"order": 8})
        mistake = ONE_ID if other.id == one.id else ID_FROM_CONTENT
        raise Failure("two ids", "one id for both", mistake)
    step('len({Event("OrderPlaced").id for _ in range(100)})')
    if len({Event("OrderPlaced").id for _ in range(100)}) != 100:
        raise Failure("100", "fewer: an id came again", ID_COMES_AGAIN)


@event.behaviour
def made_in_the_present(Event: Any) -> None:
    """The time is the present, in UTC, unless one is given."""
    before = datetime.now(UTC)
    while (now := datetime.now(UTC)) == before:  # some clocks tick only 64 times a second
        pass
    found = make(Event).time
    step("event.time")
    if not isinstance(found, datetime) or found.utcoffset() is None:
        naive = isinstance(found, datetime)
        shown = "a datetime without a zone" if naive else show(found)
        raise Failure("the present, in UTC", shown, NAIVE_NOW if naive else None)
    if found < now:
        raise Failure("the present", "a time before the event was made", TIME_OF_THE_CLASS)
    if found > datetime.now(UTC) or found.utcoffset():
        raise Failure("the present, in UTC", "another moment, or another zone")


@event.behaviour
def refuses_naive_times(Event: Any) -> None:
    """A time without a zone is refused with a ValueError that names the time."""
    try:
        make(Event, time=NOON.replace(tzinfo=None))
    except ValueError as error:
        if "time" not in str(error):
            raise Failure("a ValueError that names time", describe(error)) from None
        return
    except (TypeError, AssertionError) as error:
        raise Failure("a ValueError that names time", describe(error)) from None
    raise Failure("a ValueError that names time", "the event was made", TAKES_NAIVE)
