"""What is tried on `tries`: made-up histories, empty and strange ones among them."""

import random
from typing import Any

from eventlab import Event
from eventlab.course.facts import fact
from eventlab.course.grading import Failure, Task
from eventlab.course.shapes import is_function
from eventlab.course.telling import describe, step, stub_in

from . import mistakes as m
from .past import Past, checked

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
        past.expect([({"03-bus": (2, 1)}, m.PASS_NO_TRY)])


@history.behaviour
def not_yet(tries: Any) -> None:
    """A task that is not solved yet has a row, too."""
    with Past(tries) as past:
        past.happens(checked("03-bus", "failed"))
        past.catch_up()
        past.expect([({}, m.ONLY_SOLVED)])


@history.behaviour
def each_by_itself(tries: Any) -> None:
    """Each task is counted by itself."""
    with Past(tries) as past:
        past.happens(checked("03-bus", "failed"), checked("06-once", "passed"))
        past.happens(checked("03-bus", "failed"), checked("03-bus", "passed"))
        past.catch_up()
        past.expect(_any(past, m.ONE_ROW))


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
        past.expect([({"03-bus": (1, 0)}, m.NOT_A_TRY), ({"03-bus": (0, 0)}, m.ROW_FOR_NOTHING)])
        past.happens(checked("03-bus", "failed"), checked("03-bus", "not attempted"))
        past.happens(checked("03-bus", "passed"))
        past.catch_up()
        past.expect(_any(past, m.NOT_A_TRY))


@history.edge
def after_it_is_solved(tries: Any) -> None:
    """What comes after the first pass counts no more, and undoes nothing."""
    with Past(tries) as past:
        past.happens(checked("03-bus", "passed"), checked("03-bus", "passed"))
        past.catch_up()
        past.expect(_any(past, m.GOES_ON))
        past.happens(checked("03-bus", "failed"))
        past.catch_up()
        _, solved = past.rows().get("03-bus", (0, 1))
        past.expect(_any(past, m.GOES_ON if solved else m.UNSOLVED))


@history.edge
def other_types(tries: Any) -> None:
    """Events of other types, also about the same task, are no tries."""
    with Past(tries) as past:
        past.happens(fact("HelpTaken", "03-bus", {"help": "hint"}), ANSWERED)
        past.happens(checked("03-bus", "failed"), fact("LessonOpened", "03_event_bus", {}))
        past.catch_up()
        past.expect(_any(past, m.OTHER_TYPES))


@history.edge
def of_a_newer_course(tries: Any) -> None:
    """A verdict, a type and a field that a newer course has written change nothing."""
    with Past(tries) as past:
        more = {"verdict": "failed", "mistake": None, "minutes": 3}
        past.happens(checked("03-bus", "passed"), Event("BadgeWon", {}, subject="03-bus"))
        past.happens(Event("ExerciseChecked", more, subject="06-once"))
        past.happens(Event("ExerciseChecked", {"verdict": "postponed"}, subject="06-once"))
        try:
            past.catch_up()
        except Failure:
            raise
        except Exception as error:
            raise Failure("no error", describe(error), m.STRANGE_FAILS) from None
        past.expect(_any(past, m.STRANGE_COUNTS))


@history.fault
def after_a_restart(tries: Any) -> None:
    """Another process goes on where this one has stopped, each event counted once."""
    with Past(tries) as past:
        past.happens(checked("03-bus", "failed"))
        past.catch_up()
        past.open()
        past.happens(checked("03-bus", "failed"))
        past.catch_up()
        past.expect(_any(past, m.IN_PYTHON))


@history.fault
def made_anew(tries: Any) -> None:
    """A rebuild gives the same rows, however often it is done, and whatever was spoilt."""
    with Past(tries) as past:
        past.happens(checked("03-bus", "failed"), checked("06-once", "failed"))
        past.catch_up()
        past.spoil("UPDATE tries SET tries = 99")
        past.rebuild()
        past.rebuild()
        past.expect(_any(past, m.IN_PYTHON))


@history.fault
def fails_in_between(tries: Any) -> None:
    """When the history cannot be read to its end, the next time it is, and all is counted once."""
    with Past(tries) as past:
        past.happens(*[checked("03-bus", "failed") for _ in range(3)])
        past.store.fails_at = 3
        step("the history cannot be read at position 3")
        try:
            past.catch_up()
        except ConnectionError:
            past.store.fails_at = 0
            past.catch_up()
        past.expect(_any(past, m.CHECKPOINT_OUTSIDE))


@history.fault
def many_histories(tries: Any) -> None:
    """Whatever happened in whatever order, and caught up in whatever steps, the rows are right."""
    for seed in range(4):  # each writes to the disk, and waits for it
        chance = random.Random(seed)
        with Past(tries) as past:
            step(f"the made-up history number {seed}")
            for _ in range(chance.randint(1, 3)):
                events = [
                    checked(chance.choice(["03-bus", "06-once", "08-outbox"]), verdict)
                    for verdict in chance.choices(VERDICTS, k=chance.randint(0, 12))
                ]
                past.happens(*events, told=False)
                past.catch_up()
            found = past.rows()
            for _ in range(4):
                past.projection.catch_up()
            past.expect()  # however often it must be called
            if past.rows() != found:
                raise Failure("one call catches up", "it takes several", m.IN_PART)


def _any(past: Past, mistake: m.Mistake) -> list[tuple[Any, m.Mistake]]:
    """Take whatever is there for that mistake, if it is not right."""
    return [(past.rows(), mistake)]
