"""What is tried on `tries`: made-up histories, empty and strange ones among them."""

import random
from typing import Any

from eventlab import Event
from eventlab.course.facts import fact
from eventlab.course.grading import Failure, Task
from eventlab.course.shapes import is_function
from eventlab.course.telling import describe, step, stub_in

from . import mistakes as m
from .past import Past, Rows, checked, fold

history = Task("10-history", "tries")

VERDICTS = ("passed", "failed", "failed", "not attempted")
ANSWERED = fact("QuestionAnswered", "03-bus", {"right": True, "chosen": 1})


@history.shape
def a_function(tries: Any) -> None:
    """You hand in a function that takes a store and a path."""
    is_function(tries, "tries(store, path)")


@history.behaviour
def up_to_the_pass(tries: Any) -> None:
    """A row counts the checks of a task up to the first pass, and says that it is solved."""
    with Past(tries) as past:
        past.happens(*[checked("03-bus", verdict) for verdict in ("failed", "failed", "passed")])
        past.catch_up()
        past.expect(lambda rows: m.PASS_NO_TRY if rows == {"03-bus": (2, 1)} else None)


@history.behaviour
def not_yet(tries: Any) -> None:
    """A task that is not solved yet has a row, too, for whatever mistake the checks failed."""
    with Past(tries) as past:
        past.happens(checked("03-bus", "failed"))
        past.catch_up()
        past.expect(lambda rows: None if rows else m.ONLY_SOLVED)
        past.happens(checked("03-bus", "failed", "loses-an-event"))
        past.catch_up()
        past.expect(lambda rows: m.KNOWN_NO_TRY if _bus(rows) == (1, 0) else None)


@history.behaviour
def each_by_itself(tries: Any) -> None:
    """Each task is counted by itself."""
    with Past(tries) as past:
        mine = [checked("03-bus", verdict) for verdict in ("failed", "failed", "passed")]
        others = [checked("06-once", "passed")]
        past.happens(mine[0], *others, *mine[1:])
        past.catch_up()
        past.expect(lambda rows: m.ONE_ROW if _right(tries, mine, others) else None)


@history.edge
def an_empty_history(tries: Any) -> None:
    """Of an empty history there is an empty table."""
    with Past(tries) as past:
        try:
            past.catch_up()
        except Failure:
            raise
        except Exception as error:
            if stub_in(error):
                raise
            raise Failure("no error", describe(error), m.EMPTY_FAILS) from None
        past.expect()


@history.edge
def not_attempted(tries: Any) -> None:
    """What was not attempted is no try."""
    with Past(tries) as past:
        past.happens(checked("03-bus", "not attempted"))
        past.catch_up()
        past.expect(lambda rows: {(1, 0): m.NOT_A_TRY, (0, 0): m.ROW_FOR_NOTHING}.get(_bus(rows)))
        past.happens(checked("03-bus", "failed"), checked("03-bus", "not attempted"))
        past.happens(checked("03-bus", "passed"))
        past.catch_up()
        past.expect(lambda rows: m.NOT_A_TRY if _bus(rows) == (3, 1) else None)


@history.edge
def after_it_is_solved(tries: Any) -> None:
    """What comes after the first pass counts no more, and undoes nothing."""
    with Past(tries) as past:
        past.happens(checked("03-bus", "passed"), checked("03-bus", "passed"))
        past.catch_up()
        past.expect(lambda rows: m.GOES_ON if _bus(rows) == (2, 1) else None)
        past.happens(checked("03-bus", "failed"))
        past.catch_up()
        known = {(1, 0): m.UNSOLVED, (2, 0): m.UNSOLVED, (2, 1): m.GOES_ON, (3, 1): m.GOES_ON}
        past.expect(lambda rows: known.get(_bus(rows)))


@history.edge
def other_types(tries: Any) -> None:
    """Events of other types, also about the same task, are no tries."""
    with Past(tries) as past:
        past.happens(fact("HelpTaken", "03-bus", {"help": "hint"}), ANSWERED)
        past.happens(checked("03-bus", "failed"), fact("LessonOpened", "03_event_bus", {}))
        past.catch_up()
        past.expect(lambda rows: m.OTHER_TYPES if len(rows) > 1 or _bus(rows)[0] > 1 else None)


@history.edge
def of_a_newer_course(tries: Any) -> None:
    """A verdict, a type and a field that a newer course has written change nothing."""
    with Past(tries) as past:
        more = {"verdict": "failed", "mistake": None, "minutes": 3}
        past.happens(checked("03-bus", "passed"), Event("BadgeWon", {}, subject="03-bus"))
        past.happens(Event("ExerciseChecked", more, subject="06-once"))
        past.happens(Event("ExerciseChecked", {"verdict": "fail"}, subject="06-once"))
        try:
            past.catch_up()
        except Failure:
            raise
        except Exception as error:
            raise Failure("no error", describe(error), m.STRANGE_FAILS) from None
        strange = {"03-bus": (1, 1), "06-once": (2, 0)}
        past.expect(lambda rows: m.STRANGE_COUNTS if rows == strange else None)


@history.fault
def after_a_restart(tries: Any) -> None:
    """Another process goes on where this one has stopped, each event counted once."""
    with Past(tries) as past:
        past.happens(checked("03-bus", "failed"))
        past.catch_up()
        past.open()
        past.happens(checked("03-bus", "failed"))
        past.catch_up()
        known = {(1, 0): m.IN_PYTHON, (3, 0): m.IN_PYTHON}
        past.expect(lambda rows: known.get(_bus(rows)))


@history.fault
def made_anew(tries: Any) -> None:
    """A rebuild gives the same rows, however often it is done, and whatever was spoilt."""
    with Past(tries) as past:
        past.happens(checked("03-bus", "failed"), checked("06-once", "failed"))
        past.catch_up()
        past.spoil("UPDATE tries SET tries = 99")
        past.rebuild()
        past.rebuild()

        def known(rows: Rows) -> m.Mistake | None:
            tried = _bus(rows)[0]
            return m.KEEPS_ROWS if tried >= 99 else m.IN_PYTHON if tried > 1 else None

        past.expect(known)


@history.fault
def fails_in_between(tries: Any) -> None:
    """When the history cannot be read to its end, the next time it is, and all is counted once."""
    with Past(tries) as past:
        past.happens(*[checked("03-bus", "failed") for _ in range(3)])
        past.store.fails_at = 3
        step("the history cannot be read at position 3")
        try:
            past.catch_up()
        except Exception:
            past.store.fails_at = 0
        else:
            raise Failure("the ConnectionError comes out", "it does not", m.SWALLOWS)
        past.catch_up()

        def known(rows: Rows) -> m.Mistake | None:
            tried = _bus(rows)[0]
            return m.CHECKPOINT_OUTSIDE if tried > 3 else m.CHECKPOINT_FIRST if tried < 3 else None

        past.expect(known)


@history.fault
def a_long_past(tries: Any) -> None:
    """Of a long history the rows are right; opened again, it goes on, and does not begin anew."""
    chance = random.Random(10)
    with Past(tries) as past:  # a single file: each commit may wait for a slow disk
        for size in (0, 30, 1, 10):
            step(f"the history gets {size} more checks")
            events = [
                checked(f"{chance.randint(1, 9):02}-task", verdict)
                for verdict in chance.choices(VERDICTS, k=size)
            ]
            past.happens(*events, told=False)
            past.catch_up()
        found = past.rows()
        for _ in range(9):
            past.projection.catch_up()
        past.expect()  # however often it must be called
        if past.rows() != found:
            raise Failure("one call catches up", "it takes several", m.IN_PART)
        before = past.store.read_so_far
        past.open()
        past.happens(checked("03-bus", "failed"))
        past.catch_up()
        past.expect()
        if (read := past.store.read_so_far - before) > 20:
            raise Failure("one new event of 42 is read", f"{read} are", m.BEGINS_ANEW)


def _bus(rows: Rows) -> tuple[Any, Any]:
    return rows.get("03-bus", (0, 0))


def _right(tries: Any, *histories: list[Event]) -> bool:
    """Whether each of these histories, had it happened alone, leads to the right rows."""
    for events in histories:
        with Past(tries) as past:
            past.happens(*events, told=False)
            past.open(told=False).catch_up()
            if past.rows() != fold(events):
                return False
    return True
