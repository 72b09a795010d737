"""What is tried on `parse` at the edges: empty values, null, defaults that are made, parents."""

from dataclasses import dataclass, field, fields
from itertools import combinations, product
from typing import Any

from eventlab.course import telling
from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import describe

from .schema import (
    BY_POSITION,
    MISSING_ACCEPTED,
    NAMES_NO_FIELD,
    OTHER,
    TYPES_IGNORED,
    Paid,
    attempt,
    expect,
    expect_refusal,
    schema,
)

EMPTY_FOR_MISSING = Mistake(
    "empty-for-missing",
    "A value that is empty, zero or False is taken for none.",
    "how you ask whether a field is there: `name in data`, not whether its value is true.",
)
CHANGES_VALUES = Mistake(
    "changes-values",
    "A value is made nicer on the way: what the writer said is not what the reader gets.",
    "what you do to a value after you have found it: nothing.",
)
TRUE_FOR_A_NUMBER = Mistake(
    "true-for-a-number",
    "True goes for a number: a bool is an int to isinstance.",
    "how the types are compared: `type(value) is field.type` knows them apart.",
)
NULL_FOR_MISSING = Mistake(
    "null-for-missing",
    "A null is taken for a field that is not there, and replaced by the default.",
    "how you ask whether a field is there: `data.get(name)` is None for two reasons.",
)
WRONG_FOR_MISSING = Mistake(
    "wrong-for-missing",
    "A value of another type is dropped, and the default taken: nobody hears of the mistake.",
    "your two questions: is it there, and then, does it fit? One `and` mixes them up.",
)
GUESSES_NAMES = Mistake(
    "guesses-names",
    "A field whose name looks alike is taken for the one that is missing.",
    "what you do to the names in `data`: nothing.",
)
FACTORY_FORGOTTEN = Mistake(
    "factory-forgotten",
    "A default that a function makes is forgotten.",
    "the second place where a default may stand: `field.default_factory`.",
)
DEFAULT_SHARED = Mistake(
    "shares-a-default",
    "A default that a function makes is made once: what one payload puts in, all have.",
    "where `field.default_factory()` is called: leave it out, and the class makes a new one.",
)
DEFAULT_REFUSED = Mistake(
    "refuses-a-default",
    "A default is refused: None is a default as well, and its type is nobody's business.",
    "what you compare with MISSING, and whose type you look at: only that of a value in `data`.",
)
PARENTS_FORGOTTEN = Mistake(
    "parents-forgotten",
    "Fields that the class has from its parent are not read.",
    "where you get the names of the fields: `fields(payload)` has those of the parents, too.",
)


@dataclass(frozen=True)
class Packed:
    """Defaults that no empty value equals."""

    parcels: int = 1
    note: str = "none"
    sealed: bool = True


@dataclass(frozen=True)
class Refunded(Paid):
    """A payload with a parent."""

    reason: str = ""


@dataclass(frozen=True)
class Basket:
    """A default that is made."""

    lines: tuple = field(default_factory=tuple)  # type: ignore[type-arg]


@dataclass(frozen=True)
class Route:
    """A default that is made, and can be changed."""

    stops: list = field(default_factory=list)  # type: ignore[type-arg]


@dataclass(frozen=True)
class Gift:
    """A default of another type."""

    order: int
    note: str = None  # type: ignore[assignment]


@dataclass(frozen=True)
class Sent:
    """Two fields that are required, and two that are not."""

    order: int
    street: str
    parcels: int = 1
    note: str = "none"


@dataclass(frozen=True)
class Weighed:
    """Types that are less common."""

    kilos: float = 0.5
    parts: tuple = ()  # type: ignore[type-arg]


@schema.edge
def empty_values(parse: Any) -> None:
    """A value that is there counts, also when it is empty, zero or False."""
    data = {"parcels": 0, "note": "", "sealed": False}
    known = {"ValueError": EMPTY_FOR_MISSING}
    for parcels in (0, 1):
        for note in ("", "none"):
            for sealed in (False, True):
                known[repr(Packed(parcels, note, sealed))] = EMPTY_FOR_MISSING
    expect(parse, Packed, data, Packed(0, "", False), known)


@schema.edge
def empty_and_required(parse: Any) -> None:
    """A zero where a number must be is a number."""
    known = {"ValueError": EMPTY_FOR_MISSING}
    expect(parse, Paid, {"order": 7, "total": 0}, Paid(7, 0), known)


@schema.edge
def as_they_are(parse: Any) -> None:
    """Values come back as they are: not rounded, trimmed or made positive."""
    for order in (-1, 10**30):
        for street in (" Mill Lane ", "MÜHLGASSE", "7"):
            telling.now.steps.clear()
            data = {"order": order, "street": street}
            expect(parse, Sent, data, Sent(order, street), {OTHER: CHANGES_VALUES})


@schema.edge
def bool_and_int(parse: Any) -> None:
    """True is no number."""
    expect_refusal(parse, Paid, {"order": 7, "total": True}, "total", TRUE_FOR_A_NUMBER)


@schema.edge
def int_and_bool(parse: Any) -> None:
    """A number is no bool."""
    known = {repr(Packed()): WRONG_FOR_MISSING}
    expect_refusal(parse, Packed, {"sealed": 1}, "sealed", TYPES_IGNORED, known)


@schema.edge
def null(parse: Any) -> None:
    """A null is a value: where a text is declared, it is refused."""
    known = {repr(Packed()): NULL_FOR_MISSING}
    expect_refusal(parse, Packed, {"note": None}, "note", TYPES_IGNORED, known)


@schema.edge
def null_and_required(parse: Any) -> None:
    """A null does not stand for a number."""
    expect_refusal(parse, Paid, {"order": 7, "total": None}, "total", MISSING_ACCEPTED)


@schema.edge
def nearly_the_name(parse: Any) -> None:
    """A field with a capital letter is another field."""
    expect_refusal(parse, Paid, {"order": 7, "Total": 30}, "total", GUESSES_NAMES)


@schema.edge
def made(parse: Any) -> None:
    """A default may be made by a function, anew for each payload."""
    known = dict.fromkeys(["ValueError", "TypeError", OTHER], FACTORY_FORGOTTEN)
    expect(parse, Basket, {}, Basket(()), known)
    telling.now.steps.clear()
    (one, _), (two, _) = attempt(parse, Route, {}), attempt(parse, Route, {})
    if one and two and one.stops is two.stops:
        raise Failure("two lists for two payloads", "both have the same list", DEFAULT_SHARED)


@schema.edge
def none_by_default(parse: Any) -> None:
    """A default may be None, whatever the type."""
    known = dict.fromkeys(["ValueError", "TypeError"], DEFAULT_REFUSED)
    expect(parse, Gift, {"order": 7}, Gift(7), known)


@schema.edge
def inherited(parse: Any) -> None:
    """Fields of the parent class are fields."""
    known = dict.fromkeys(["ValueError", "TypeError", "KeyError"], PARENTS_FORGOTTEN)
    data = {"order": 7, "total": 30, "reason": "broken"}
    expect(parse, Refunded, data, Refunded(7, 30, "broken"), known)


@schema.edge
def every_selection(parse: Any) -> None:
    """Whichever fields are missing: what is required is demanded, and the rest has its default."""
    whole = {"order": 7, "street": "Mill Lane", "parcels": 2, "note": "frail"}
    for count in reversed(range(len(whole))):
        for names in combinations(whole, count):
            telling.now.steps.clear()
            data = {name: whole[name] for name in names}
            gone = [name for name in ("order", "street") if name not in names]
            if gone:
                expect_refusal(parse, Sent, data, gone[0], MISSING_ACCEPTED, also=gone)
            else:
                known = {OTHER: MISSING_ACCEPTED, repr(Sent(*data.values())): BY_POSITION}
                expect(parse, Sent, data, Sent(**data), known)


@schema.fault
def strange_values(parse: Any) -> None:
    """Whatever stands where something else should be, a ValueError that names the field refuses."""
    values = (0, 1, 0.5, 1.0, "", "5", True, False, None, (), (1,), {}, {"parcels": 1})
    for cls in (Packed, Weighed):
        for declared, value in product(fields(cls), values):
            if type(value) is not declared.type:
                telling.now.steps.clear()
                expect_refusal(parse, cls, {declared.name: value}, declared.name, TYPES_IGNORED)


@schema.fault
def which_field(parse: Any) -> None:
    """Who reads the error knows which field it is, and need not search the data for it."""
    wrong = {"order": "7", "total": 7}, {"order": 7, "total": "7"}
    missing = {"total": 7}, {"order": 7}
    for pair in (wrong, missing):
        told = set()
        for data in pair:
            telling.now.steps.clear()
            _, error = attempt(parse, Paid, data)
            told.add(str(error).replace(str(data), ""))
        if len(told) < len(pair):
            raise Failure("a ValueError that names `total`", describe(error), NAMES_NO_FIELD)  # type: ignore[arg-type]
