"""What is tried on `Upcasters` at the edges: gaps, orders, missing versions, steps that fail."""

from itertools import combinations
from typing import Any

from eventlab.course import telling
from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import describe, show, step, stub_in

from .archive import CHANGES_THE_STORED_EVENT, NOTHING, Archive, StepFailed
from .upcasters import (
    A_STEP_TOO_FAR,
    KEEPS_THE_VERSION,
    OUT_OF_ORDER,
    RETURNS_NOTHING,
    SKIPS_A_STEP,
    upcasters,
)

GAP_ACCEPTED = Mistake(
    "gap-accepted",
    "A chain with a gap is accepted: the first event that needs the step will find it, at night.",
    "the end of __init__: is there a step for each version from 1 to the newest?",
)
GAP_UNNAMED = Mistake(
    "gap-unnamed",
    "A gap is refused, but not by a ValueError that says with the right number where it is.",
    "the class and text of the error: a ValueError with the version that no step leads on from.",
)
NEEDS_A_STEP = Mistake(
    "needs-a-step",
    "A chain without any step cannot be made: every payload begins with one version.",
    "how you find the highest of no steps: `max(steps, default=0)`.",
)
WANTS_A_VERSION = Mistake(
    "wants-a-version",
    "An event that does not say its version is not read as one of version 1.",
    "how you get the version: `version_of(event)` knows what to do with None.",
)
MARKS_THE_NEWEST = Mistake(
    "marks-the-newest",
    "An event that needs no step is given another dataschema all the same.",
    "what you do when the event's version is the newest: return it as it is.",
)
VERSIONS_AS_TEXT = Mistake(
    "versions-as-text",
    "A version is treated as a text: there 10 comes before 9, and has a digit more.",
    "where you compare or read versions: `int(...)` first, and all of its digits.",
)
ERROR_SWALLOWED = Mistake(
    "error-swallowed",
    "When a step fails, something comes back as if it had not.",
    "the `except`: it must raise.",
)
STEP_UNNAMED = Mistake(
    "step-unnamed",
    "When a step fails, nobody is told which: the error is not a ValueError with its version.",
    "the call of the step: a `try` around it, and a ValueError that names the version.",
)
SHARES_ITS_STEPS = Mistake(
    "shares-its-steps",
    "The steps belong to the class, so the newest chain has changed all others.",
    "where the steps are kept: in `self`, in __init__.",
)
REMEMBERS = Mistake(
    "remembers-another-event",
    "What was made of one event comes back for another one.",
    "what you keep in `self`: only what is the same for all events.",
)


@upcasters.edge
def any_order(Upcasters: Any) -> None:
    """The order in which the dict holds the steps does not matter."""
    archive = Archive(Upcasters, 4, order=[3, 1, 2])
    archive.upcast(1)
    orders = ["1 4 2 3", "1 4 3 2", "1 4 2", "1 2 3"]
    archive.expect("1 2 3 4", dict.fromkeys([*orders, "ValueError"], OUT_OF_ORDER))


@upcasters.edge
def no_steps(Upcasters: Any) -> None:
    """Without steps the newest version is the first."""
    try:
        archive = Archive(Upcasters, 1)
    except Exception as error:
        if stub_in(error):
            raise
        raise Failure("a chain without steps", describe(error), NEEDS_A_STEP) from None
    archive.upcast(1)
    archive.expect("1", {NOTHING: RETURNS_NOTHING, "IndexError": A_STEP_TOO_FAR})


@upcasters.edge
def without_a_version(Upcasters: Any) -> None:
    """An event without a dataschema is of version 1."""
    archive = Archive(Upcasters, 2)
    archive.upcast(1, dataschema=None)
    errors = ["AttributeError", "TypeError", "ValueError", "KeyError", "1"]
    archive.expect("1 2", dict.fromkeys(errors, WANTS_A_VERSION))
    archive.expect_same("dataschema", KEEPS_THE_VERSION)


@upcasters.edge
def from_the_future(Upcasters: Any) -> None:
    """An event of a version that is not known yet comes back as it is."""
    archive = Archive(Upcasters, 2)
    archive.upcast(3)
    errors = ["ValueError", "KeyError", "IndexError", "3 2", NOTHING]
    archive.expect("3", dict.fromkeys(errors, A_STEP_TOO_FAR))
    if archive.found.dataschema != archive.before.dataschema:
        was, now = archive.before.dataschema, archive.found.dataschema
        raise Failure(f"dataschema {was}, as it was", f"it is {now}", A_STEP_TOO_FAR)


@upcasters.edge
def without_a_version_and_without_steps(Upcasters: Any) -> None:
    """An event without a dataschema comes back as it is when version 1 is the newest."""
    archive = Archive(Upcasters, 1)
    archive.upcast(1, dataschema=None)
    archive.expect("1")
    if schema := archive.found.dataschema:
        raise Failure("no dataschema, as it was stored", f"it is {schema}", MARKS_THE_NEWEST)


@upcasters.edge
def more_than_nine(Upcasters: Any) -> None:
    """The version after the ninth is the tenth."""
    archive = Archive(Upcasters, 11)
    archive.upcast(9)
    known = dict.fromkeys(["9", "ValueError", "KeyError", "TypeError"], VERSIONS_AS_TEXT)
    archive.expect("9 10 11", known)
    archive = Archive(Upcasters, 11)
    archive.upcast(10)
    as_the_first = "10 " + " ".join(map(str, range(2, 12)))
    archive.expect("10 11", known | dict.fromkeys(["10", as_the_first], VERSIONS_AS_TEXT))
    archive.expect_same("dataschema", VERSIONS_AS_TEXT, version=10)


@upcasters.edge
def one_after_another(Upcasters: Any) -> None:
    """Each event is led up for itself, as often as it is asked for."""
    archive = Archive(Upcasters, 3)
    for number, version in ((7, 1), (8, 2), (9, 1), (7, 1)):
        archive.upcast(version, number=number)
        way = " ".join(map(str, range(version, 4)))
        if archive.error:
            archive.expect(way)
        if archive.way != way or archive.found.data["order"] != number:
            found = show(dict(archive.found.data) if archive.found else archive.way)
            wanted = {"order": number, "way": way, "v3": True}
            raise Failure(f"the data {wanted}", found, REMEMBERS)
        archive.expect_unchanged(CHANGES_THE_STORED_EVENT)


@upcasters.edge
def two_chains(Upcasters: Any) -> None:
    """Two chains, each of its own type, have their steps each for itself."""
    first = Archive(Upcasters, 4)
    told = list(telling.now.steps)
    Archive(Upcasters, 2)
    telling.now.steps[:] = [*told, telling.now.steps[0].replace("chain", "another")]
    first.upcast(1)
    first.expect("1 2 3 4", dict.fromkeys(["1 2", "KeyError", "ValueError"], SHARES_ITS_STEPS))


@upcasters.edge
def every_gap(Upcasters: Any) -> None:
    """A gap is refused when the chain is made, by the version that no step leads on from."""
    for highest in (2, 3, 4):
        for count in range(highest - 1):
            for lower in combinations(range(1, highest), count):
                _refuses(Upcasters, [*lower, highest])


def _refuses(Upcasters: Any, given: list[int]) -> None:
    gaps = [version for version in range(1, given[-1]) if version not in given]
    inside = ", ".join(f"{version}: to_{version + 1}" for version in given)
    telling.now.steps.clear()
    step(f"Upcasters({{{inside}}})")
    wanted = f"a ValueError that names version {gaps[0]}"
    try:
        Upcasters(dict.fromkeys(given, dict))
    except Exception as error:
        if stub_in(error):
            raise
        named = isinstance(error, ValueError) and any(str(gap) in str(error) for gap in gaps)
        if not named:
            raise Failure(wanted, describe(error), GAP_UNNAMED) from None
        return
    raise Failure(wanted, "the chain was made", GAP_ACCEPTED)


@upcasters.edge
def every_way(Upcasters: Any) -> None:
    """From every version to every newer one, up to six, all steps are taken."""
    for newest in range(1, 7):
        archive = Archive(Upcasters, newest)
        for version in range(1, newest + 1):
            archive.upcast(version)
            way = " ".join(map(str, range(version, newest + 1)))
            archive.expect(way, {archive.way: SKIPS_A_STEP})


@upcasters.fault
def failing_step(Upcasters: Any) -> None:
    """When a step fails, a ValueError names the version that it should have led on from."""
    told = set()
    for version, raises in ((3, StepFailed), (2, ValueError)):
        archive = Archive(Upcasters, 4, failing=version, raises=raises)
        archive.upcast(1)
        wanted, error = f"a ValueError that names version {version}", archive.error
        if error is None:
            raise Failure(wanted, show(archive.found), ERROR_SWALLOWED)
        text = str(error).replace(raises.__name__, "")
        if not isinstance(error, ValueError) or str(version) not in text or text in told:
            raise Failure(wanted, describe(error), STEP_UNNAMED)
        told.add(text)
        archive.expect_unchanged(CHANGES_THE_STORED_EVENT)


@upcasters.fault
def works_on(Upcasters: Any) -> None:
    """After a failure, events that do not need the failing step are led up as before."""
    archive = Archive(Upcasters, 4, failing=2)
    archive.upcast(1)
    archive.upcast(3, number=8)
    archive.expect("3 4", {archive.way: REMEMBERS})
