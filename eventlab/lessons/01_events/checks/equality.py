"""What is tried on two of the learner's events: are they equal, and are their hashes?"""

from copy import deepcopy
from datetime import timedelta, timezone
from types import SimpleNamespace
from typing import Any

from eventlab.contracts import Broken
from eventlab.contracts.event import event as contract
from eventlab.course import telling
from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import describe, show, step

from .event import ITEMS, NAMES, NOON, event, make

ONLY_ITSELF = Mistake(
    "equal-to-itself-alone",
    "Two events that say the same are not equal: a copy from the network is a stranger.",
    "`==`: without a method `__eq__` it asks whether both are one object.",
)
ID_DECIDES = Mistake(
    "id-decides-alone",
    "Two events with one id are equal, whatever they say.",
    "what your `==` compares: all five attributes.",
)
LEAVES_OUT = Mistake(
    "comparison-leaves-something-out",
    "Two events that differ in one attribute are equal.",
    "which attributes your `==` compares.",
)
NEARLY_IS_ENOUGH = Mistake(
    "nearly-is-enough",
    "Two events that differ in very little are equal.",
    "what your `==` compares: each value itself, not a hash, a joined text or a rounded time.",
)
NO_HASH = Mistake(
    "no-hash",
    "It has no hash, so no set takes it and no dict has it for a key.",
    "what the hash is made from: a dict and a list have none. And `__eq__` alone takes it away.",
)
OWN_HASH = Mistake(
    "hash-of-its-own",
    "Two equal events have two hashes, so a set holds both.",
    "what the hash is made from: only from what `==` compares.",
)
HASH_IN_ORDER = Mistake(
    "hash-in-the-order-of-keys",
    "Two equal events have two hashes when their keys were written in another order.",
    "what the hash is made from: a frozenset, or the sorted items.",
)
COMPARES_ANYTHING = Mistake(
    "fails-on-strangers",
    "Comparing an event with something else raises, or finds the two equal.",
    "your `__eq__`: for what is no event it returns NotImplemented, and Python makes it False.",
)
ZONE_COUNTS = Mistake(
    "zone-counts",
    "The same moment, told in two zones, makes two different events.",
    "what you compare or hash: the moment in UTC, not the text of it.",
)
BREAKS_THE_CONTRACT = Mistake(
    "breaks-the-contract",
    "All that was tried before holds, but a promise of the contract for events does not.",
    "what the promise above says beyond what was tried: deleting, other depths, no data at all.",
)
CASES = (
    "attributes_stay",
    "owns_its_data",
    "frozen_all_the_way_down",
    "equal_by_value",
    "equal_hashes",
    "time_has_a_zone",
    "ids_of_their_own",
)


@event.behaviour
def equal_by_value(Event: Any) -> None:
    """Two events that say the same are equal."""
    one, two = (make(Event, name=name, id="7", time=NOON) for name in ("one", "two"))
    step("one == two")
    if (found := one == two) is not True:
        raise Failure("True", show(found), ONLY_ITSELF)


@event.behaviour
def differ_in_one(Event: Any) -> None:
    """Two events that differ in one attribute are not equal."""
    others = {"type": "OrderPaid", "source": "till", "time": NOON + timedelta(seconds=1)}
    equal = [name for name, value in others.items() if _equal_but_for(Event, name, value)]
    if same_data := _equal_but_for(Event, "data", {"items": ["cup"]}):
        equal.append("data")
    if same_id := _equal_but_for(Event, "id", "8"):
        equal.append("id")
    if equal:
        differs = _given(equal[0], {**others, "data": {"items": ["cup"]}, "id": "8"}[equal[0]])
        make(Event, name="one", id="7", time=NOON)
        make(Event, differs.pop("data"), name="two", **differs)
        step("one == two")
        alone = same_data and not same_id and len(equal) > 1
        happened = f"they are equal although they differ in {' or in '.join(equal)}"
        raise Failure("False", happened, ID_DECIDES if alone else LEAVES_OUT)


@event.behaviour
def equal_hashes(Event: Any) -> None:
    """Equal events have equal hashes."""
    one, two = (make(Event, name=name, id="7", time=NOON) for name in ("one", "two"))
    step("len({one, two})")
    try:
        found = len({one, two})
    except TypeError as error:
        raise Failure("1", describe(error), NO_HASH) from None
    if found != 1:
        raise Failure("1", str(found), OWN_HASH)


@event.edge
def keys_in_any_order(Event: Any) -> None:
    """Equal data has one hash, in whatever order its keys were written."""
    one = make(Event, {"order": 7, "to": "Riga"}, name="one", id="7", time=NOON)
    two = make(Event, {"to": "Riga", "order": 7}, name="two", id="7", time=NOON)
    step("one == two, len({one, two})")
    if (found := (one == two, len({one, two}))) != (True, 1):
        raise Failure("(True, 1)", show(found), HASH_IN_ORDER)


@event.edge
def nearly_the_same(Event: Any) -> None:
    """Two events that differ in very little are not equal."""
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"data": {"items": ["tea", "cup"]}}, {"data": {"items": ["cup", "tea"]}}),
        ({"data": {"boxes": -1}}, {"data": {"boxes": -2}}),  # CPython gives both one hash
        ({"data": {}, "id": "7", "source": "1st"}, {"data": {}, "id": "71", "source": "st"}),
        ({"data": {}}, {"data": {}, "time": NOON + timedelta(microseconds=1)}),
    ]
    for pair in pairs:
        telling.now.steps.clear()  # of what held
        given = ({"id": "7", "time": NOON, **each} for each in pair)
        one, two = (make(Event, name=n, **g) for n, g in zip(("one", "two"), given, strict=True))
        step("one == two")
        if one == two:
            raise Failure("False", "True", NEARLY_IS_ENOUGH)


@event.edge
def other_things(Event: Any) -> None:
    """Comparing an event with something else is False, and no error."""
    subject = make(Event)
    values = {name: getattr(subject, name) for name in NAMES}
    others = {repr(other): other for other in ("OrderPlaced", None, 7)}
    others["(event.type, event.data, event.id, event.source, event.time)"] = (*values.values(),)
    others["SimpleNamespace(type=event.type, ...)   # all five"] = SimpleNamespace(**values)
    for named, other in others.items():
        step(f"event == {named}")
        try:
            found = subject == other
        except Exception as error:
            raise Failure("False", describe(error), COMPARES_ANYTHING) from None
        if found is not False:
            raise Failure("False", show(found), COMPARES_ANYTHING)


@event.edge
def one_moment(Event: Any) -> None:
    """The same moment, told in two zones, makes equal events."""
    there = NOON.astimezone(timezone(timedelta(hours=2)))
    one = make(Event, name="one", id="7", time=NOON)
    two = make(Event, name="two", id="7", time=there)
    step("one == two, len({one, two})")
    if (found := (one == two, len({one, two}))) != (True, 1):
        raise Failure("(True, 1)", show(found), ZONE_COUNTS)


@event.fault
def the_contract(Event: Any) -> None:
    """The package's own contract for an event holds, as far as it speaks of such a class."""
    for case in contract.cases:
        if case.name in CASES:
            step(f"the case {case.name}")
            try:
                case.run(Event)
            except Broken as broken:
                raise Failure(case.promise, str(broken), BREAKS_THE_CONTRACT) from None


def _equal_but_for(Event: Any, name: str, value: object) -> bool:
    one, two = Event(**_given("id", "7")), Event(**_given(name, value))
    return bool(one == two)


def _given(name: str, value: object) -> dict[str, Any]:
    """Return what an event is made from, anew, with one value exchanged."""
    return {"type": "OrderPlaced", "data": deepcopy(ITEMS), "id": "7", "time": NOON, name: value}
