"""What is tried on the learner's `who_first`: pairs of versions, whose readers have been tried.

What is right is not written down here. For each pair every event that the one version may write
is given to a reader of the other.
"""

from collections.abc import Iterator
from dataclasses import MISSING, field, fields, make_dataclass
from functools import cache
from itertools import combinations, permutations, product
from typing import Any

from eventlab.course import telling
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.shapes import is_function
from eventlab.course.telling import show, step
from eventlab.schema import InvalidPayload, Schema

from .defaults import PARENTS_FORGOTTEN
from .schema import declared

versions = Task("05-compatibility", "who_first")

ANSWERS = {
    (True, True): "anyone",
    (True, False): "writers",
    (False, True): "readers",
    (False, False): "nobody",
}
Declared = tuple[Any, ...]  # of a field: name, type and, where there is one, the default

OTHER_WORDS = Mistake(
    "other-words",
    "It answers in other words than those that were asked for.",
    'what you return: one of the texts "anyone", "writers", "readers" and "nobody".',
)
WANTS_NO_CHANGE = Mistake(
    "wants-no-change",
    "Any difference counts as breaking, also one that no reader minds.",
    "what a reader does with a field that it does not know, and with one that is missing.",
)
SWAPPED = Mistake(
    "directions-swapped",
    "The two directions are swapped: who may go first is the one whose events the others can read.",
    "which reader meets which event while only one side is upgraded.",
)
ADDED_IS_SAFE = Mistake(
    "required-called-optional",
    "A field that every reader demands is added or removed as if it had a default.",
    "what a reader does whose required field is not in the event.",
)
RENAME_IS_ADDITIVE = Mistake(
    "rename-called-additive",
    "A rename is called harmless. To a reader the old field is gone, and an unknown one has come.",
    "what a reader does that looks for the old name.",
)
TYPE_IGNORED = Mistake(
    "type-ignored",
    "A field with another type counts as the same, because its name is.",
    "what a reader does with a text where it expects a number.",
)
DEFAULT_COMES = Mistake(
    "optional-taken-for-written",
    "A field of the writer that has a default is taken for one that is always written.",
    "the writer's side: a field with a default may be missing in its events.",
)
ORDER_MATTERS = Mistake(
    "order-of-fields",
    "Fields in another order count as a change.",
    "what you compare: fields find each other by their names.",
)
COUNTS_ONE_CHANGE = Mistake(
    "one-change-only",
    "Each change alone is judged rightly, and several at once are not.",
    "how you put the verdicts of the fields together: one that breaks is enough.",
)
COUNTS_FIELDS = Mistake(
    "counts-fields",
    "How many fields there are decides: large payloads are judged otherwise than small ones.",
    "where you count: every field is asked the same, and all of them are.",
)
FACTORY_FORGOTTEN = Mistake(
    "factory-forgotten",
    "A default that a function makes is taken for none.",
    "the second place where a default may stand: `field.default_factory`.",
)

PLAIN: list[Declared] = [("order", int), ("total", int)]


@versions.shape
def a_function(who_first: Any) -> None:
    """You hand in a function that takes both versions."""
    is_function(who_first, "who_first(old, new)")


@versions.behaviour
def nothing_changed(who_first: Any) -> None:
    """Where nothing has changed, anyone may go first."""
    compare(who_first, PLAIN, PLAIN, {})


@versions.behaviour
def optional_added(who_first: Any) -> None:
    """A field with a default is added: no reader minds."""
    known = dict.fromkeys(["writers", "readers", "nobody"], WANTS_NO_CHANGE)
    compare(who_first, PLAIN, [*PLAIN, ("note", str, "")], known)


@versions.behaviour
def required_added(who_first: Any) -> None:
    """A field without a default is added."""
    known = {"readers": SWAPPED, "anyone": ADDED_IS_SAFE, "nobody": WANTS_NO_CHANGE}
    compare(who_first, PLAIN, [*PLAIN, ("currency", str)], known)


@versions.behaviour
def required_removed(who_first: Any) -> None:
    """A field without a default is removed."""
    known = {"writers": SWAPPED, "anyone": ADDED_IS_SAFE, "nobody": WANTS_NO_CHANGE}
    compare(who_first, PLAIN, PLAIN[:1], known)


@versions.behaviour
def renamed(who_first: Any) -> None:
    """A field has got another name."""
    known = dict.fromkeys(["anyone", "writers", "readers"], RENAME_IS_ADDITIVE)
    compare(who_first, PLAIN, [("order", int), ("amount", int)], known)


@versions.behaviour
def another_type(who_first: Any) -> None:
    """A field has got another type."""
    known = dict.fromkeys(["anyone", "writers", "readers"], TYPE_IGNORED)
    compare(who_first, PLAIN, [("order", str), ("total", int)], known)


@versions.edge
def a_yes_or_no(who_first: Any) -> None:
    """A number has become a yes or no."""
    known = dict.fromkeys(["anyone", "writers", "readers"], TYPE_IGNORED)
    compare(who_first, [("gift", int)], [("gift", bool)], known)


@versions.edge
def another_order(who_first: Any) -> None:
    """The fields stand in another order."""
    known = dict.fromkeys(["nobody", "writers", "readers"], ORDER_MATTERS)
    compare(who_first, PLAIN, PLAIN[::-1], known)


@versions.edge
def default_comes(who_first: Any) -> None:
    """A field that was always written has got a default."""
    known = {"anyone": DEFAULT_COMES, "writers": SWAPPED, "nobody": WANTS_NO_CHANGE}
    compare(who_first, PLAIN, [("order", int), ("total", int, 0)], known)


@versions.edge
def default_goes(who_first: Any) -> None:
    """A field that might be missing is now required."""
    known = {"anyone": DEFAULT_COMES, "readers": SWAPPED, "nobody": WANTS_NO_CHANGE}
    compare(who_first, [("order", int), ("total", int, 0)], PLAIN, known)


@versions.edge
def another_default(who_first: Any) -> None:
    """A default has got another value."""
    old, new = [("note", str, "")], [("note", str, "none")]
    compare(who_first, old, new, dict.fromkeys(["nobody", "writers", "readers"], WANTS_NO_CHANGE))


@versions.edge
def type_behind_a_default(who_first: Any) -> None:
    """A field with a default has got another type."""
    old, new = [("note", str, "")], [("note", int, 0)]
    compare(who_first, old, new, dict.fromkeys(["anyone", "writers", "readers"], TYPE_IGNORED))


@versions.edge
def made_default(who_first: Any) -> None:
    """A default that a function makes is a default, too."""
    note: Declared = ("note", str, field(default_factory=str))
    known = {"writers": FACTORY_FORGOTTEN, "nobody": FACTORY_FORGOTTEN}
    compare(who_first, PLAIN[:1], [*PLAIN[:1], note], known)
    both = dict.fromkeys(["writers", "readers", "nobody"], FACTORY_FORGOTTEN)
    compare(who_first, [("note", str, "")], [note], both)


@versions.edge
def inherited(who_first: Any) -> None:
    """A field that both versions have from a parent class is a field."""
    known = dict.fromkeys(["writers", "readers", "nobody"], PARENTS_FORGOTTEN)
    compare(who_first, PLAIN, PLAIN, known, parents=1)


@versions.edge
def every_pair(who_first: Any) -> None:
    """Of any two versions with up to two fields it says who may go first."""
    for old, new in pairs():
        compare(who_first, old, new, dict.fromkeys(ANSWERS.values(), COUNTS_ONE_CHANGE))


@versions.edge
def large(who_first: Any) -> None:
    """However many fields there are, each is asked the same."""
    many: list[Declared] = [*PLAIN, ("street", str), ("gift", bool)]
    note, optional, parcels = ("note", str), ("note", str, ""), ("parcels", int)
    more = [*many, note], [*many, optional], [*many, parcels, optional]
    for old, new in permutations([[], many, *more], 2):
        compare(who_first, old, new, dict.fromkeys(ANSWERS.values(), COUNTS_FIELDS))


def pairs() -> Iterator[tuple[list[Declared], list[Declared]]]:
    """Yield pairs of versions, small ones first."""
    kinds: list[Declared] = [(int,), (str,), (int, 0), (str, "")]
    one = [[(name, *kind)] for name in ("a", "b") for kind in kinds]
    two = [[("a", *first), ("b", *second)] for first, second in product(kinds, kinds)]
    for old, new in permutations([[], *one, *two], 2):
        if not misleads(old, new):
            yield old, new


def misleads(old: list[Declared], new: list[Declared]) -> bool:
    """Whether a field may have been renamed although a reader takes a default and goes on.

    What is right then is a matter of meaning, which no answer in one word does justice.
    """
    gone = [field for field in old if field[0] not in [name for name, *_ in new]]
    come = [field for field in new if field[0] not in [name for name, *_ in old]]
    return any(a[1] is b[1] and len(a) + len(b) > 4 for a, b in product(gone, come))


def compare(
    who_first: Any,
    old: list[Declared],
    new: list[Declared],
    known: dict[str, Mistake],
    *,
    parents: int = 0,
) -> None:
    """Hold the answer against what real readers did with real events.

    With `parents`, so many of the fields, the first ones, both have from a parent class.
    """
    Old = made(
        "Version", *old, parents=parents
    )  # to make a class takes long, so that both sides share them
    New = made("Unchanged" if old == new else "Version", *new, parents=parents)
    telling.now.steps.clear()  # the pairs before this one have nothing to do with it
    step(f"who_first(Old, New)   # Old({', '.join(declared(Old))})")
    step(f"                      # New({', '.join(declared(New))})")
    if parents:
        step(f"                      # and {old[0][0]} stands in a parent class")
    found = who_first(Old, New)
    broken_old, broken_new = refusal(Old, New), refusal(New, Old)
    wanted = ANSWERS[not broken_old, not broken_new]
    if type(found) is str and found == wanted:
        return
    why = [f"an old reader refuses {broken_old}"] * bool(broken_old)
    why += [f"a new reader refuses {broken_new}"] * bool(broken_new)
    because = " and ".join(why) or "both read all that they may meet"
    answers = type(found) is str and found in ANSWERS.values()
    mistake = known.get(found) if answers else OTHER_WORDS
    raise Failure(f'"{wanted}": {because}', show(found), mistake)


@cache
def made(name: str, *declared: Declared, parents: int = 0) -> type[Any]:
    """Make a payload class."""
    bases = (made("Parent", *declared[:parents]),) if parents else ()
    return make_dataclass(name, declared[parents:], bases=bases, frozen=True, kw_only=True)


@cache
def reader_of(cls: type[Any]) -> Schema:
    """Return what reads the events of a type as instances of the class."""
    return Schema("Changed", 1, cls)


def refusal(Reader: type[Any], Writer: type[Any]) -> str:
    """Return the first event of the writer that the reader refuses, or "" if it reads all."""
    whole = {f.name: {int: 7, str: "x", bool: True}[f.type] for f in fields(Writer)}  # type: ignore[index]
    optional = [f.name for f in fields(Writer) if not always(f)]
    for count in range(len(optional) + 1):
        for left_out in combinations(optional, count):
            data = {name: value for name, value in whole.items() if name not in left_out}
            try:
                reader_of(Reader).read(data)
            except InvalidPayload:
                return str(data)
    return ""


def always(declared: Any) -> bool:
    """Whether a writer always writes the field."""
    return declared.default is MISSING and declared.default_factory is MISSING
