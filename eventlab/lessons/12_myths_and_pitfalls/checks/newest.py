"""What is tried on `keep(event, book)`: every order, duplicates, crashes and failing calls."""

from datetime import UTC, datetime
from typing import Any

from eventlab import Event
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.proving import prove, survive
from eventlab.course.shapes import is_function
from eventlab.course.telling import show
from eventlab.sim import History, Property, Scenario, replay
from eventlab.sim.checkers import Finding
from eventlab.sim.history import STATE
from eventlab.sim.report import Result

from . import mistakes as m
from .errors import no_error

newest = Task("12-newest", "keep")

LOOK = "the last step above: which version was in the book before it, and which is there now?"


def change(customer: str, version: int, id: str, second: int, road: str = "") -> Event:
    """Make a change of an address; `second` is what the clock of its machine showed."""
    data = {"customer": customer, "version": version, "address": road or f"{id} road"}
    time = datetime(2026, 1, 1, 12, 0, second, tzinfo=UTC)
    return Event("AddressChanged", data, id=id, source="/shop", time=time)


# The clock that has stamped "moved" is behind, the ids are in no order, and Ada moves back.
ADA = (
    change("ada", 1, "signed-up", 5, "elm road"),
    change("ada", 2, "moved", 2, "oak road"),
    change("ada", 3, "back", 9, "elm road"),
)
BOB = (change("bob", 1, "anew", 1), change("bob", 2, "elsewhere", 4))  # in order by all three
EVE = tuple(change("eve", n, f"no-{n}", second=6) for n in (9, 10, 99, 100))
ALL = {event.id: event for event in ADA + BOB + EVE}


def find(history: History) -> Finding | None:
    """Find a customer whose entry is none, goes back, or is not the newest in the end."""
    highest: dict[str, int] = {}
    last: dict[Any, Any] = {}
    for index, op in enumerate(history.ops):
        if op.kind != STATE:
            continue
        last = op.value
        for event in map(ALL.__getitem__, history.attempted):
            customer = event.data["customer"]
            entry, before = last.get(customer, (0, "")), highest.get(customer, 0)
            if not _is_pair(entry):
                reason = f"book[{customer!r}] is {show(entry)}, no pair of version and address"
                return Finding(reason, _about(history, customer), index)
            if entry[0] < before:
                reason = f"the book goes back from version {before} of {customer} to {entry[0]}"
                return Finding(reason, _about(history, customer), index)
            highest[customer] = entry[0]
    for customer in dict.fromkeys(ALL[id].data["customer"] for id in history.attempted):
        about = _about(history, customer)
        due = max((ALL[id] for id in about), key=lambda event: event.data["version"])
        if _pair(due) != last.get(customer):
            shown = show(last[customer]) if customer in last else "nothing"
            reason = f"{due.id} has come, with {_pair(due)}, and the book says {shown}"
            return Finding(reason, about)
    return None


def _about(history: History, customer: str) -> tuple[str, ...]:
    return tuple(id for id in history.attempted if ALL[id].data["customer"] == customer)


def _pair(event: Event) -> tuple[int, str]:
    return event.data["version"], event.data["address"]


def entries(book: dict[Any, Any]) -> dict[Any, Any]:
    """Return the entries of those customers that there are, whatever else was stored."""
    customers = {event.data["customer"] for event in ALL.values()}
    found = {name: value for name, value in book.items() if name in customers}
    return {name: tuple(v) if isinstance(v, list) else v for name, v in found.items()}


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple) and [*map(type, value)] == [int, str]


NEWEST = Property("the book has the newest address that has come, of each customer", find)


def world(keep: Any, events: tuple[Event, ...] = ADA) -> Scenario:
    """Return the learner's handler in its world."""
    return Scenario(
        "newest",
        keep,
        events,
        offers={"book": dict},
        observe={"entries": lambda book: entries(book)},
        properties=[NEWEST],
    )


def holds(keep: Any, schedule: str, events: tuple[Event, ...] = ADA) -> bool:
    """Say whether one schedule comes out right."""
    return not replay(f"newest: {schedule}", world(keep, events)).violated


@newest.shape
def a_handler(keep: Any) -> None:
    """You hand in a function that takes event and book, by these names."""
    is_function(keep, "keep(event, book)")
    try:
        world(keep)
    except TypeError as error:
        look = "the `def` line: event and book, by these names."
        raise Failure("a function with these parameters", str(error), look=look) from None
    keep(ADA[0], {})  # a stub says so here


@newest.behaviour
def the_first(keep: Any) -> None:
    """The first address of a customer is kept: a pair of its version and the address."""
    for event, events in ((ADA[0], ADA), (BOB[0], BOB)):
        survive(world(keep, events), event.id, _form, LOOK)


@newest.behaviour
def sent_in_order(keep: Any) -> None:
    """A newer address takes the place of the one before, whatever clocks and ids say."""
    survive(world(keep, BOB), "anew elsewhere", _stays, LOOK)
    survive(world(keep), "signed-up moved", _trusted, LOOK)
    survive(world(keep), "signed-up moved back", _trusted, LOOK)


@newest.behaviour
def late(keep: Any) -> None:
    """An older address that comes late changes nothing."""
    survive(world(keep), "moved signed-up", _late, LOOK)


@newest.edge
def late_is_done_with(keep: Any) -> None:
    """What is late or a duplicate is no error: it is done with at once."""
    no_error(replay("newest: signed-up moved signed-up moved", world(keep)), m.LATE_FAILS)


@newest.edge
def a_gap(keep: Any) -> None:
    """The newest is kept at once, also while one before it has not come."""
    survive(world(keep), "signed-up back", _gap, LOOK)
    survive(world(keep), "back", _gap, LOOK)


@newest.edge
def numbers(keep: Any) -> None:
    """Version 10 is newer than version 9, and 100 than 99."""
    survive(world(keep, EVE), "no-9 no-10", _number, LOOK)
    survive(world(keep, EVE), "no-99 no-100", _number, LOOK)


@newest.edge
def customers_apart(keep: Any) -> None:
    """What comes of one customer does not matter to another, in any order."""
    prove(world(keep, ADA[:2] + BOB), lambda result: m.ONE_FOR_ALL, copies=1, look=LOOK)


@newest.edge
def every_order(keep: Any) -> None:
    """In every order of three addresses that come once or twice, the newest one stays."""
    prove(world(keep), _order, look=LOOK)


@newest.fault
def crash_anywhere(keep: Any) -> None:
    """Wherever the process dies, with duplicates or without, the newest one stays."""
    prove(world(keep), _crash, copies=1, faults=["crash"], look=LOOK)
    prove(world(keep, ADA[:2]), _crash, faults=["crash"], look=LOOK)


@newest.fault
def failing_calls(keep: Any) -> None:
    """When the storage fails once, or an answer is lost, nothing is lost."""
    prove(world(keep, ADA[:2]), _error, copies=1, faults=["error", "ack lost"], look=LOOK)


def _trusted(result: Result) -> Mistake | None:
    """Say what was trusted instead of the version: ids, or times."""
    keep = result.scenario.consumer
    if holds(keep, "signed-up moved"):
        return None
    return m.BY_CLOCK if holds(keep, "moved back") else m.BY_ID  # by times in order, by ids not


def _reason(result: Result) -> str:
    return result.violated.finding.reason if result.violated and result.violated.finding else ""


def _form(result: Result) -> Mistake | None:
    """Say whether what is there is no pair, or was never written."""
    return m.OTHER_ENTRY if "no pair" in _reason(result) else _in_place(result)


def _in_place(result: Result) -> Mistake | None:
    """Say whether it would do with a dict whose entries are not stored."""
    book: dict[str, Any] = {}
    for event in BOB:
        result.scenario.consumer(event, book)
    return m.IN_PLACE if tuple(book.get("bob", ())) == _pair(BOB[-1]) else None


def _stays(result: Result) -> Mistake | None:
    """Say why the first one stays: because it was first, or has the smaller id."""
    if "goes back" in _reason(result):
        return m.TAKES_OUT
    by_id = holds(result.scenario.consumer, "signed-up moved", ADA)
    return m.BY_ID if by_id else _in_place(result) or m.FIRST_WINS


def _gap(result: Result) -> Mistake | None:
    """Say whether the newest had to wait, or was skipped as it has the address that is there."""
    keep = result.scenario.consumer
    known = holds(keep, "back") and holds(keep, "no-10 no-100", EVE)
    return m.SAME_ADDRESS if known else m.WAITS


def _number(result: Result) -> Mistake | None:
    """Say whether the versions were compared as texts, or are too far from those before."""
    keep = result.scenario.consumer
    return m.AS_TEXT if holds(keep, "no-9") and holds(keep, "no-10 no-100", EVE) else m.WAITS


def _late(result: Result) -> Mistake | None:
    """Say why the late one is kept: the early one was taken for too early, or anything goes."""
    return m.AS_IT_COMES if holds(result.scenario.consumer, "moved") else m.WAITS


def _order(result: Result) -> Mistake | None:
    """Say whether it forgot the highest version over an older one."""
    late = holds(result.scenario.consumer, "back signed-up moved")
    return None if late else m.LAST_DELIVERED


def _crash(result: Result) -> Mistake | None:
    keep = result.scenario.consumer
    early, again = "moved[crash at end] signed-up", "signed-up[crash at end] moved"
    return m.TWO_WRITES if holds(keep, early) and holds(keep, again) else m.IN_MEMORY


def _error(result: Result) -> Mistake | None:
    kinds = [step.kind for step in result.run.history.trace().steps]
    if "[error after" in str(result.schedule):
        return m.BEHIND
    if "error" not in kinds or kinds[kinds.index("error") :][1:2] == ["ack"]:
        return m.SWALLOWS
    return m.REMEMBERS_WHAT_FAILED
