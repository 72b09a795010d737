"""What is tried on the learner's `Upcasters`: stored events, led up step by step."""

from typing import Any

from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.shapes import is_class
from eventlab.course.telling import show

from .archive import CHANGES_THE_STORED_EVENT, NOTHING, Archive

upcasters = Task("05-upcasters", "Upcasters")

RETURNS_DATA = Mistake(
    "returns-data",
    "What comes back are the data, without their event.",
    "what you return: `replace(event, data=..., dataschema=...)`.",
)
RETURNS_NOTHING = Mistake(
    "returns-nothing",
    "upcast returns None.",
    "every way out of upcast: each needs a `return` with an event.",
)
SKIPS_A_STEP = Mistake(
    "skips-a-step",
    "Not every step on the way is taken: the data are in no version at all.",
    "the loop over the versions: from that of the event, each step up to the newest.",
)
OUT_OF_ORDER = Mistake(
    "steps-out-of-order",
    "The steps are taken in another order than that of the versions.",
    "what you loop over: the version numbers count up, whatever the dict's order is.",
)
BEGINS_AT_ONE = Mistake(
    "begins-at-version-one",
    "Every event is led up from version 1, whatever it was written in.",
    "where the loop begins: `version_of(event)` says it.",
)
A_STEP_TOO_FAR = Mistake(
    "a-step-too-far",
    "An event of the newest version, or a newer one, is led on.",
    "where the loop ends, and what you do with an event that needs no step.",
)
KEEPS_THE_VERSION = Mistake(
    "keeps-the-old-version",
    "The data are new, and the event does not say so: it would be led up again.",
    "the `dataschema` of what you return.",
)
KEEPS_OLD_FIELDS = Mistake(
    "keeps-old-fields",
    "Fields that a step has taken out or renamed are still there.",
    "what you do with what a step returns: it is all of the new data, and is added to nothing.",
)
NAMES_ONE_TYPE = Mistake(
    "names-one-type",
    "Whatever the event's type, its new dataschema is that of one and the same type.",
    "where the type comes from: `event.type`.",
)
ANOTHER_EVENT = Mistake(
    "another-event",
    "What comes back is another event: its id, type, time or source is not that of the stored one.",
    "how you make the result: `replace(event, ...)` keeps all that you do not name.",
)


@upcasters.shape
def a_class(Upcasters: Any) -> None:
    """You hand in a class with upcast."""
    if isinstance(Upcasters, type) and not hasattr(Upcasters, "upcast"):
        look = "its spelling; and run the cells below `class Upcasters` again."
        raise Failure("Upcasters has the method upcast(event)", "it has no such method", look=look)
    is_class(Upcasters, "Upcasters", "upcast(event)")
    Archive(Upcasters, 2)


@upcasters.behaviour
def one_step(Upcasters: Any) -> None:
    """An event of version 1 comes back with the data of version 2."""
    archive = Archive(Upcasters, 2)
    archive.upcast(1)
    known = {NOTHING: RETURNS_NOTHING, "the data": RETURNS_DATA, "1": SKIPS_A_STEP}
    archive.expect("1 2", known)


@upcasters.behaviour
def every_step(Upcasters: Any) -> None:
    """On a longer way every step is taken, once and in order."""
    archive = Archive(Upcasters, 4)
    archive.upcast(1)
    known = dict.fromkeys(["1 2", "1 4", "1 2 3", "1 3 4", "1 2 4", "1 3", "1"], SKIPS_A_STEP)
    archive.expect("1 2 3 4", known)


@upcasters.behaviour
def old_fields_go(Upcasters: Any) -> None:
    """The data are those that the last step returned, with nothing of the older ones beside it."""
    archive = Archive(Upcasters, 3)
    archive.upcast(1)
    archive.expect("1 2 3")
    found, wanted = dict(archive.found.data), {"order": 7, "way": "1 2 3", "v3": True}
    if found != wanted:
        raise Failure(f"the data {wanted}", f"the data {show(found)}", KEEPS_OLD_FIELDS)


@upcasters.behaviour
def from_the_middle(Upcasters: Any) -> None:
    """The way begins at the version in which the event was written."""
    archive = Archive(Upcasters, 3)
    archive.upcast(2)
    archive.expect("2 3", {"2 2 3": BEGINS_AT_ONE, "2 2": BEGINS_AT_ONE, "2": SKIPS_A_STEP})


@upcasters.behaviour
def the_newest(Upcasters: Any) -> None:
    """An event of the newest version comes back as it is."""
    archive = Archive(Upcasters, 3)
    archive.upcast(3)
    known = {NOTHING: RETURNS_NOTHING, "3 2 3": BEGINS_AT_ONE, "3 3": A_STEP_TOO_FAR}
    archive.expect("3", known | {"KeyError": A_STEP_TOO_FAR, "IndexError": A_STEP_TOO_FAR})
    if archive.found != archive.before:
        raise Failure("the event as it was stored", "another one", ANOTHER_EVENT)


@upcasters.behaviour
def says_its_version(Upcasters: Any) -> None:
    """What comes back names the newest version in its dataschema."""
    archive = Archive(Upcasters, 3)
    archive.upcast(1)
    archive.expect_same("dataschema", KEEPS_THE_VERSION)


@upcasters.behaviour
def says_its_type(Upcasters: Any) -> None:
    """The dataschema of another type of event names that type."""
    archive = Archive(Upcasters, 3)
    archive.upcast(1)
    archive.upcast(1, type="OrderPaid")
    archive.expect_same("dataschema", NAMES_ONE_TYPE)


@upcasters.behaviour
def the_same_event(Upcasters: Any) -> None:
    """Everything else stays: it is the same event, written otherwise."""
    archive = Archive(Upcasters, 2)
    archive.upcast(1)
    for name in ("id", "type", "time", "source", "subject", "correlation_id", "causation_id"):
        archive.expect_same(name, ANOTHER_EVENT)
    archive.expect_same("extensions", ANOTHER_EVENT)


@upcasters.behaviour
def nothing_is_rewritten(Upcasters: Any) -> None:
    """The stored event is afterwards what it was before."""
    archive = Archive(Upcasters, 2)
    archive.upcast(1)
    archive.expect_unchanged(CHANGES_THE_STORED_EVENT)
