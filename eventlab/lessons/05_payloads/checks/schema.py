"""What is tried on the learner's `parse`: payload classes, and data that fit them or do not."""

from collections.abc import Collection
from dataclasses import MISSING, dataclass, fields
from typing import Any

from eventlab.course.grading import Failure, Mistake, Task, crash
from eventlab.course.shapes import is_function
from eventlab.course.telling import describe, place_of, show, step, stub_in
from eventlab.event import Event

schema = Task("05-schema", "parse")

RETURNS_NO_PAYLOAD = Mistake(
    "returns-no-payload",
    "What comes back is no instance of the payload's class.",
    "what you return: `payload(**found)` makes an instance from a dict of its fields.",
)
KNOWS_ONE_CLASS = Mistake(
    "knows-one-class",
    "It reads one class only, whichever is asked for.",
    "the names of fields and classes in your code: `payload` and `fields(payload)` tell them.",
)
BY_POSITION = Mistake(
    "reads-by-position",
    "Values go to fields by position, and in JSON they may stand in any order, or be missing.",
    "how a value finds its field: by its name.",
)
CHANGES_THE_DATA = Mistake(
    "changes-the-data",
    "The data belong to the event, which cannot be changed.",
    "the call that changes `data`: make a new dict instead.",
)
MISSING_ACCEPTED = Mistake(
    "missing-field-accepted",
    "A field that is not there is read as something: the reader goes on with an invented value.",
    "what you do with a name that is not in `data`: there is a default, or there is an error.",
)
PYTHONS_OWN_ERROR = Mistake(
    "pythons-own-error",
    "What comes out is the error of the line that stumbled, not a refusal of the event.",
    "where you test before you use a value, and raise a ValueError that names the field.",
)
NAMES_NO_FIELD = Mistake(
    "names-no-field",
    "The error does not name the field, and who reads it looks for a needle.",
    "the text of the ValueError: put in field.name.",
)
RETURNS_THE_ERROR = Mistake(
    "returns-the-error",
    "The error is returned, and whoever called takes it for a payload.",
    "`return ValueError(...)`: write `raise` instead.",
)
TYPES_IGNORED = Mistake(
    "types-ignored",
    "Any value goes for any type: a dataclass does not look at its own type hints.",
    "what compares the value's type with `field.type`.",
)
CONVERTS = Mistake(
    "converts-values",
    "A value of another type is converted: what was a writer's fault becomes a guess.",
    "the call that converts: compare `type(value)` with `field.type` instead.",
)
DEFAULTS_IGNORED = Mistake(
    "defaults-ignored",
    "A field is demanded although it has a default.",
    "what you do with a name that is not in `data`: does the field have a default?",
)
UNKNOWN_REFUSED = Mistake(
    "unknown-field-refused",
    "A field that the class does not have is refused: no writer could ever add one.",
    "what you walk along: the fields of the class, not those of the data.",
)


@dataclass(frozen=True)
class Paid:
    """What the checks read."""

    order: int
    total: int


@dataclass(frozen=True)
class Shipped:
    """Another payload, with a default."""

    street: str
    gift: bool = False


@schema.shape
def a_function(parse: Any) -> None:
    """You hand in a function that takes the class and the data."""
    is_function(parse, "parse(payload, data)")


@schema.behaviour
def whole(parse: Any) -> None:
    """Data that fit come back as an instance of the class."""
    expect(parse, Paid, {"order": 7, "total": 30}, Paid(7, 30), {})


@schema.behaviour
def in_any_order(parse: Any) -> None:
    """The fields may stand in any order in the data."""
    swapped = {repr(Paid(30, 7)): BY_POSITION}
    expect(parse, Paid, {"total": 30, "order": 7}, Paid(7, 30), swapped)


@schema.behaviour
def another_class(parse: Any) -> None:
    """It reads whichever class it is given."""
    known = dict.fromkeys(["KeyError", "ValueError", "TypeError", "Paid"], KNOWS_ONE_CLASS)
    data = {"street": "Mill Lane", "gift": True}
    expect(parse, Shipped, data, Shipped("Mill Lane", True), known)


@schema.behaviour
def missing(parse: Any) -> None:
    """A field that is missing and has no default is refused."""
    expect_refusal(parse, Paid, {"order": 7}, "total", MISSING_ACCEPTED)


@schema.behaviour
def wrong_type(parse: Any) -> None:
    """A value of another type is refused."""
    data = {"order": 7, "total": "30"}
    converted = {repr(Paid(7, 30)): CONVERTS}
    expect_refusal(parse, Paid, data, "total", TYPES_IGNORED, converted)


@schema.behaviour
def default(parse: Any) -> None:
    """A field that is missing gets its default."""
    refused = dict.fromkeys(["ValueError", "KeyError", "TypeError"], DEFAULTS_IGNORED)
    known = {**refused, repr(Shipped("Mill Lane", None)): MISSING_ACCEPTED}  # type: ignore[arg-type]
    expect(parse, Shipped, {"street": "Mill Lane"}, Shipped("Mill Lane"), known)


@schema.behaviour
def unknown(parse: Any) -> None:
    """A field that the class does not have is skipped."""
    refused = dict.fromkeys(["ValueError", "KeyError", "TypeError"], UNKNOWN_REFUSED)
    data = {"currency": "EUR", "order": 7, "total": 30}
    expect(parse, Paid, data, Paid(7, 30), refused)


OTHER = "(some other payload)"
Known = dict[str, Mistake]  # by the repr of what was read, its class, or the name of an error


def expect(parse: Any, cls: type[Any], data: dict[str, Any], wanted: Any, known: Known) -> None:
    """Demand that the data are read as that payload."""
    found, error = attempt(parse, cls, data)
    if error is not None:
        mistake = known.get(type(error).__name__)
        told = crash(error)
        failure = Failure(show(wanted), told.happened, mistake or told.mistake)
        failure.look = failure.look if mistake else told.look
        raise failure
    if type(found) is not cls:
        mistake = known.get(type(found).__name__, RETURNS_NO_PAYLOAD)
        raise Failure(show(wanted), show(found), mistake)
    if repr(found) != repr(wanted):  # True == 1, and they look different
        raise Failure(show(wanted), show(found), known.get(repr(found), known.get(OTHER)))


def expect_refusal(
    parse: Any,
    cls: type[Any],
    data: dict[str, Any],
    field: str,
    accepted: Mistake,
    known: Known | None = None,
    also: Collection[str] = (),
) -> None:
    """Demand a ValueError that names the field; `accepted` is what it shows to read the data.

    Where more than one is wrong, it may name any of them, which are in `also`.
    """
    found, error = attempt(parse, cls, data)
    wanted = f"a ValueError that names `{field}`"
    if isinstance(found, Exception):
        raise Failure(wanted, f"it returned {show(found)}", RETURNS_THE_ERROR)
    if error is None:
        raise Failure(wanted, show(found), (known or {}).get(repr(found), accepted))
    if not isinstance(error, ValueError):
        happened = f"{describe(error)} {place_of(error)}".strip()
        raise Failure(wanted, happened, PYTHONS_OWN_ERROR)
    if not any(name in str(error) for name in (field, *also)):
        raise Failure(wanted, describe(error), NAMES_NO_FIELD)


def attempt(parse: Any, cls: type[Any], data: dict[str, Any]) -> tuple[Any, Exception | None]:
    """Call the learner's function with the data of an event; return its value, or its error."""
    step(f"{cls.__name__}({', '.join(declared(cls))})")
    step(f"parse({cls.__name__}, {data})")
    try:
        return parse(cls, Event(cls.__name__, data).data), None
    except Exception as error:
        if stub_in(error):
            raise
        if "cannot change" in str(error):
            raise Failure("the data stay as they are", describe(error), CHANGES_THE_DATA) from None
        return None, error


def declared(cls: type[Any]) -> list[str]:
    """Return the fields of a payload as one would write them."""
    written = []
    for field in fields(cls):
        text = f"{field.name}: {field.type.__name__}"  # type: ignore[union-attr]
        if field.default is not MISSING:
            text += f" = {field.default!r}"
        elif field.default_factory is not MISSING:
            text += f" = field(default_factory={field.default_factory.__name__})"
        written.append(text)
    return written
