"""What is tried on the data of the learner's `Event`: who can change it, and what it takes."""

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import Any

from eventlab.contracts.event import plain
from eventlab.course import telling
from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import describe, show, step

from .event import ITEMS, NOON, event, make

OPEN_DICT = Mistake(
    "open-dict",
    "A handler that writes into `event.data` changes the event for all others.",
    "what `data` is in the end: a dict that refuses, not a plain one.",
)
SHALLOW_FREEZE = Mistake(
    "shallow-freeze",
    "The surface is frozen, what lies inside is not.",
    "what you do with each value of the dict: a list or dict in it is frozen in the same way.",
)
SHARES = Mistake(
    "shares-the-publishers-objects",
    "Handlers cannot change it, but the publisher still can: the event looks at its own objects.",
    "where a copy is made: a view such as MappingProxyType(data) shows the original.",
)
FREEZES_NO_DEEPER = Mistake(
    "freezes-no-deeper",
    "It freezes one or two levels; what lies deeper can be changed.",
    "where your function calls itself: for what is in a dict, and for what is in a list.",
)
TUPLES_AS_THEY_ARE = Mistake(
    "tuples-as-they-are",
    "A tuple is taken as it is, with an open list or dict in it.",
    "tuples: they cannot change, but what they hold can.",
)
SUBCLASS_SLIPS_THROUGH = Mistake(
    "subclass-slips-through",
    "What is almost a dict or a list is taken as it is.",
    "how you ask what a value is: `isinstance`, not `type(value) is dict`.",
)
TAKES_ANYTHING = Mistake(
    "takes-what-it-cannot-freeze",
    "It takes a value that it cannot freeze: a set or an object stays open, or has no JSON.",
    "the end of your function: what is of no kind that you know is refused.",
)
EMPTY_STAYS_OPEN = Mistake(
    "empty-stays-open",
    "What is empty is passed on as it is, and can still be filled.",
    "a shortcut such as `if not value`: what is empty is frozen like everything else.",
)
CHANGES_VALUES = Mistake(
    "changes-a-value",
    "A value arrives as another one: trimmed, rounded or turned into another kind.",
    "what you return for text and numbers: the value as it is.",
)
REFUSES_PLAIN = Mistake(
    "refuses-plain-values",
    "It refuses or drops a value that JSON has: a number, a boolean or None.",
    "which kinds you let pass: text, int, float, bool and None.",
)


@event.behaviour
def handlers_cannot_write(Event: Any) -> None:
    """A handler that writes into the data changes nothing."""
    subject = make(Event, {"order": 7})
    tries(subject, "event.data['order'] = 8", _assign, {"order": 7}, OPEN_DICT)


@event.behaviour
def handlers_cannot_write_inside(Event: Any) -> None:
    """A handler that writes into a list in the data changes nothing."""
    subject = make(Event)
    said = "event.data['items'].append('cake')"
    tries(subject, said, lambda data: data["items"].append("cake"), ITEMS, SHALLOW_FREEZE)


@event.behaviour
def publishers_cannot_either(Event: Any) -> None:
    """What the publisher does to its own objects afterwards changes nothing."""
    step("items = ['tea']")
    items, data = ["tea"], {"order": 7}
    given = {**data, "items": items}
    step("data = {'order': 7, 'items': items}")
    step("event = Event('OrderPlaced', data)")
    subject = Event("OrderPlaced", given)
    wanted = {"order": 7, "items": ["tea"]}
    tries(subject, "data['order'] = 8", lambda _: given.update(order=8), wanted, SHARES)
    tries(subject, "items.append('cake')", lambda _: items.append("cake"), wanted, SHALLOW_FREEZE)


CHANGES_THE_PUBLISHERS = Mistake(
    "changes-the-publishers-data",
    "Freezing changes the publisher's own objects.",
    "where the frozen values are put: into a new dict, not back into the one that was given.",
)


def deep() -> dict[str, Any]:
    """Make nested data of which nobody else holds a part."""
    return {"boxes": [{"sizes": [1]}], "to": {"zip": {"code": 7}}}


@event.edge
def all_the_way_down(Event: Any) -> None:
    """At any depth the data stays as it was."""
    changes: dict[str, Callable[[Any], Any]] = {
        "['boxes'].clear()": lambda data: data["boxes"].clear(),
        "['boxes'][0].clear()": lambda data: data["boxes"][0].clear(),
        "['boxes'][0]['sizes'].append(2)": lambda data: data["boxes"][0]["sizes"].append(2),
        "['to'].update(zip=8)": lambda data: data["to"].update(zip=8),
        "['to']['zip'].pop('code')": lambda data: data["to"]["zip"].pop("code"),
    }
    for said, change in changes.items():
        telling.now.steps.clear()  # of what held
        subject = make(Event, deep())
        tries(subject, f"event.data{said}", change, deep(), FREEZES_NO_DEEPER)
        given = deep()
        telling.now.steps[:] = [f"data = {given}", "event = Event('OrderPlaced', data)"]
        subject = Event("OrderPlaced", given)
        tries(subject, f"data{said}", lambda _, c=change, g=given: c(g), deep(), FREEZES_NO_DEEPER)


@event.edge
def leaves_the_publishers_data(Event: Any) -> None:
    """The publisher's own data is afterwards what it was."""
    given = deep()
    step(f"data = {given}")
    step("event = Event('OrderPlaced', data)")
    Event("OrderPlaced", given)
    if repr(given) != repr(deep()):
        raise Failure(f"data is {deep()}", f"it is {show(given)}", CHANGES_THE_PUBLISHERS)


@event.edge
def tuples_too(Event: Any) -> None:
    """A list in a tuple stays as it was."""
    subject = make(Event, {"pair": (["left"], "right")})
    wanted = {"pair": [["left"], "right"]}
    change = lambda data: data["pair"][0].append("third")  # noqa: E731
    tries(subject, "event.data['pair'][0].append('third')", change, wanted, TUPLES_AS_THEY_ARE)


@event.edge
def empty_too(Event: Any) -> None:
    """What is empty stays empty."""
    step("event = Event('OrderPlaced')")
    subject = Event("OrderPlaced")
    tries(subject, "event.data['order'] = 8", _assign, {}, EMPTY_STAYS_OPEN)
    given: dict[str, Any] = {"items": [], "to": {}}
    telling.now.steps[:] = [f"data = {given}", "event = Event('OrderPlaced', data)"]
    subject, wanted = Event("OrderPlaced", given), {"items": [], "to": {}}
    fill = lambda _: given["items"].append("cake")  # noqa: E731
    tries(subject, "data['items'].append('cake')", fill, wanted, EMPTY_STAYS_OPEN)
    fill = lambda data: data["to"].update(city="Riga")  # noqa: E731
    tries(subject, "event.data['to'].update(city='Riga')", fill, wanted, EMPTY_STAYS_OPEN)


@event.edge
def almost_a_dict(Event: Any) -> None:
    """A dict of another class stays as it was, or is refused with a TypeError."""
    step("event = Event('OrderPlaced', {'to': OrderedDict(city='Riga')})")
    try:
        subject = Event("OrderPlaced", {"to": OrderedDict(city="Riga")})
    except TypeError:
        return
    change = lambda data: data["to"].update(city="Rome")  # noqa: E731
    said, wanted = "event.data['to'].update(city='Rome')", {"to": {"city": "Riga"}}
    tries(subject, said, change, wanted, SUBCLASS_SLIPS_THROUGH)


@event.edge
def plain_values(Event: Any) -> None:
    """Text, numbers, booleans and None are taken as they are."""
    values = ["Tea ", 7, -2.125, True, False, None, "", 0]
    step(f"values = {values}")
    step("event = Event('OrderPlaced', {'values': values, 'Note': None})")
    try:
        data = Event("OrderPlaced", {"values": values, "Note": None}).data
    except (TypeError, ValueError) as error:
        raise Failure("the event is made", describe(error), REFUSES_PLAIN) from None
    if "Note" not in data:
        raise Failure("event.data['Note'] is None", "there is no such key", REFUSES_PLAIN)
    if repr(found := list(data["values"])) != repr(values):
        mistake = CHANGES_VALUES if len(found) == len(values) else REFUSES_PLAIN
        raise Failure(f"event.data['values'] reads {values}", f"it reads {show(found)}", mistake)


@event.fault
def refuses_the_rest(Event: Any) -> None:
    """What can be changed inside, or has no form in JSON, is refused with a TypeError."""
    kinds = {"{'tea'}": {"tea"}, "frozenset({'tea'})": frozenset({"tea"}), "b'tea'": b"tea"}
    kinds |= {"bytearray(b'tea')": bytearray(b"tea"), "Decimal('1.5')": Decimal("1.5")}
    for said, value in kinds.items():
        refuses(Event, said, {"items": value})
        refuses(Event, f"[{said}]", {"items": [value]})
        refuses(Event, f"{{'tea': {said}}}", {"items": {"tea": value}})
    refuses(Event, "object()", {"items": object()})
    refuses(Event, "NOON", {"items": NOON})


def refuses(Event: Any, said: str, data: dict[str, Any]) -> None:
    """Demand a TypeError for this data."""
    telling.now.steps.clear()  # of what was refused
    step(f"Event('OrderPlaced', {{'items': {said}}})")
    try:
        Event("OrderPlaced", data)
    except TypeError:
        return
    except (ValueError, AttributeError, AssertionError) as error:
        raise Failure("a TypeError", describe(error)) from None
    raise Failure("a TypeError", "the event was made", TAKES_ANYTHING)


def tries(
    subject: Any, said: str, change: Callable[[Any], Any], wanted: object, mistake: Mistake
) -> None:
    """Write down a change and try it; demand that the event still says what is `wanted`."""
    step(said)
    with suppress(TypeError, AttributeError):
        change(subject.data)
    found = plain(subject.data)
    if found != wanted:
        raise Failure(f"event.data still reads {wanted}", f"it reads {show(found)}", mistake)


def _assign(data: Any) -> None:
    data["order"] = 8
