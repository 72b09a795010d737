"""What is tried on `Timelines`: every order, duplicates, restarts, crashes and two at once."""

import sqlite3
from collections.abc import Callable
from typing import Any

from eventlab import Event
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.proving import broken, prove
from eventlab.course.shapes import is_class
from eventlab.course.telling import describe, step, stub_in
from eventlab.sim import explore, replay
from eventlab.sim.report import Result

from . import feed_mistakes as m
from .desk import feed_desk
from .feed_world import feed_world
from .story import told

fanout = Task("14-fanout", "Timelines")

LOOK = "the last event above: what had been applied by then, and what was still missing?"
STORIES = ("bob p1 p2", "bob -bob p1", "bob p1 -p1", "bob p1 -bob", "p1 bob p2")
LONG = "bob p1 cat p2 -bob -p1 p3 bob"
SEEDS = 60


@fanout.shape
def a_class(Timelines: Any) -> None:
    """You hand in a class whose objects have the method handle(event)."""
    if isinstance(Timelines, type) and not hasattr(Timelines, "handle"):
        look = "its spelling, and whether it is indented as a method of the class."
        raise Failure("Timelines has the method handle", "it has none", look=look)
    is_class(Timelines, "Timelines", "handle(event)")


@fanout.behaviour
def arrives(Timelines: Any) -> None:
    """Facts that come in their order fill the timeline of who follows."""
    desk = feed_desk(Timelines)
    desk.comes(told("bob p1 p2"))
    if (found := desk.timeline("bob")) != "p1 p2":  # committed or not
        known = m.ACK_FIRST if found == "p1" else None  # the last one is to be written later
        happened = f"it is {found or 'empty'}"
        raise Failure("bob's timeline is p1 p2", happened, known, look=LOOK)


@fanout.behaviour
def lasts(Timelines: Any) -> None:
    """What `handle` has returned from is committed: a restart loses nothing."""
    desk = feed_desk(Timelines)
    try:
        for fact in told("bob p1 p2"):
            desk.comes([fact])
            desk.restart()
    except Exception as error:
        if stub_in(error):
            raise
        raise Failure("it goes on after a restart", describe(error), m.IN_MEMORY) from None
    if desk.timeline("bob") != "p1 p2":
        desk.expect("bob", "p1 p2", dict.fromkeys(["", "p1", "p2"], _forgotten(Timelines)))


def _forgotten(Timelines: Any) -> Mistake:
    """Say why a restart loses something: by what is committed after one event, and after all."""
    desk = feed_desk(Timelines, tells=False)
    follow, *posts = told("bob p1 p2")
    desk.comes([follow])
    desk.db.rollback()
    tables = desk.rows("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE TABLE%'")
    is_saved = any(desk.rows(f"SELECT 1 FROM {name}") for name in tables)
    desk = feed_desk(Timelines, tells=False)
    desk.comes([follow, *posts])
    desk.db.rollback()
    if not desk.timeline("bob"):
        return m.NEVER_COMMITS
    return m.IN_MEMORY if is_saved else m.ACK_FIRST


@fanout.behaviour
def reaches_followers(Timelines: Any) -> None:
    """A post reaches those who follow its author, from then on."""
    desk = feed_desk(Timelines)
    desk.comes([*told("dan", "bea"), *told("bob p1 cat p2")])
    desk.expect("bob", "p1 p2", {"": m.GLOBAL})
    desk.expect("cat", "p2", {"p1 p2": m.FOLLOW_FILLS})
    desk.expect("dan", "", dict.fromkeys(["p1 p2", "p1", "p2"], m.FOLLOW_IGNORED))


@fanout.behaviour
def ends(Timelines: Any) -> None:
    """An unfollow ends it, for what comes later; a deleted post is in no timeline."""
    desk = feed_desk(Timelines)
    desk.comes(told("bob p1 -bob p2"))
    desk.expect("bob", "p1", {"p1 p2": m.UNFOLLOW_IGNORED, "": m.UNFOLLOW_CLEARS})
    desk = feed_desk(Timelines)
    desk.comes(told("bob p1 p2 -p1"))
    desk.expect("bob", "p2", {"p1 p2": m.DELETE_IGNORED})


@fanout.behaviour
def gone_for_all(Timelines: Any) -> None:
    """A deleted post goes from every timeline, also of a member who has left since."""
    desk = feed_desk(Timelines)
    desk.comes(told("bob cat p1 -bob -p1"))
    for member in ("bob", "cat"):
        desk.expect(member, "", {"p1": m.DELETE_MISSES})


@fanout.behaviour
def follows_apart(Timelines: Any) -> None:
    """Each follow stands by itself: a member has several authors, an author several members."""
    desk = feed_desk(Timelines)
    of_bea = told("bob q1", "bea")
    desk.comes([of_bea[0], *told("bob cat p1 -bob p2"), of_bea[1]])
    desk.expect("bob", "p1 q1", {"p1": m.OTHER_FOLLOWS})
    desk.expect("cat", "p1 p2", {"p1": m.OTHER_FOLLOWS})


@fanout.edge
def duplicates(Timelines: Any) -> None:
    """An event that comes twice has its effect once, right after it or later, restarted or not."""
    facts = told("bob p1 p2")
    for restarts, again in ((False, [1]), (False, [0, 1]), (True, [2]), (True, [0, 1, 2])):
        step("with empty tables:")
        desk = feed_desk(Timelines)
        desk.comes(facts[: max(again) + 1] if len(again) == 1 else facts)
        if restarts:
            desk.restart()
        try:
            desk.comes([facts[i] for i in again])
        except sqlite3.IntegrityError as error:
            raise Failure("it does nothing", describe(error), m.RAISES_TWICE) from None
        desk.comes(facts[max(again) + 1 :])
        if (found := desk.timeline("bob")) != "p1 p2":
            known = m.IN_MEMORY if restarts else m.ADJACENT if len(again) > 1 else m.FORGETS
            desk.expect("bob", "p1 p2", {found: known})


@fanout.edge
def authors_apart(Timelines: Any) -> None:
    """What one author lacks holds up no other."""
    desk = feed_desk(Timelines)
    desk.comes([told("bob p1")[0], *told("bob q1", "bea")])
    desk.expect("bob", "q1", {"": m.GLOBAL})
    desk = feed_desk(Timelines)
    late = told("bob p1")
    try:
        desk.service.handle(late[1])
    except Exception:
        desk.db.rollback()
    desk.comes(told("bob q1", "bea"))
    desk.expect("bob", "q1", {"": m.GLOBAL})


@fanout.fault
def any_order(Timelines: Any) -> None:
    """In whatever order they come, once or twice, the timelines are the same."""
    first, *others = STORIES
    prove(feed_world(Timelines, told(first, skewed=True)), why(Timelines, first), look=LOOK)
    for story in others:
        prove(
            feed_world(Timelines, told(story, skewed=True)),
            why(Timelines, story),
            copies=1,
            look=LOOK,
        )


@fanout.fault
def crash_anywhere(Timelines: Any) -> None:
    """So it is when the process dies, or a call fails, wherever that is."""
    story = STORIES[0]
    world, diagnose = feed_world(Timelines, told(story, skewed=True)), why(Timelines, story)
    prove(world, diagnose, copies=1, faults=["crash", "error"], look=LOOK)


@fanout.fault
def two_at_once(Timelines: Any) -> None:
    """So it is when two processes share the work."""
    story = told("bob p1")
    faults = ["lease", "meanwhile"]
    world = feed_world(Timelines, story)
    prove(world, lambda result: m.OUTSIDE, copies=1, faults=faults, look=LOOK)


@fanout.fault
def longer(Timelines: Any) -> None:
    """So it is with two authors, more events and several faults."""
    events = [*told(LONG, skewed=True), *told("bob q1 -bob", "bea", skewed=True)]
    faults = ["crash", "lost", "ack lost", "lease", "error", "meanwhile"]
    report = explore(feed_world(Timelines, _apart(events)), faults=faults, most=3, seeds=SEEDS)
    if report.failure:
        raise broken(report.failure, why(Timelines, LONG), LOOK)


def _apart(events: list[Event]) -> list[Event]:
    """Give the second author's events ids of their own."""
    own = [event for event in events if event.data["author"] == "ann"]
    others = [event for event in events if event.data["author"] != "ann"]
    return own + [
        Event(e.type, dict(e.data), id=f"bea-{e.id}", source=e.source, time=e.time) for e in others
    ]


def why(Timelines: Any, story: str) -> Callable[[Result], Mistake | None]:
    """Return what says why a run breaks it: what helps, other times or no crash?"""

    def diagnose(result: Result) -> Mistake | None:
        schedule = " ".join(turn.label for turn in result.schedule)
        right = feed_world(Timelines, told(story))
        if story != LONG and not replay(f"feed: {result.schedule}", right).violated:
            return m.WALL_CLOCK
        if any(turn.fault for turn in result.schedule):
            if story != LONG and replay(f"feed: {schedule}", right).violated:
                return None
            if _commits(Timelines) > 1:
                return m.TWO_TRANSACTIONS
            if not any(turn.fault and turn.fault.kind == "error" for turn in result.schedule):
                return m.IN_MEMORY
            steps = result.trace.steps
            passed_on = any(s.kind == "error" and s.source == "consumer" for s in steps)
            return m.NO_ROLLBACK if passed_on else m.SWALLOWS
        words = result.violated.words if result.violated else ""
        if "twice" in words:
            return m.FORGETS
        return early(Timelines)

    return diagnose


def _commits(Timelines: Any) -> int:
    """Count the commits of one event that is in its turn."""
    facts = told("bob p1")
    run = replay(f"feed: {facts[0].id}", feed_world(Timelines, facts)).run
    return len(run.lasting[0]) - 1  # the acknowledgement comes last


def early(Timelines: Any) -> Mistake | None:
    """Say what becomes of an event that comes before its turn."""
    facts = told("bob p1 p2 p3")
    desk = feed_desk(Timelines, tells=False)
    try:
        desk.comes([facts[0], facts[2]])
    except Exception:
        return None  # it refuses what is early: that is no mistake
    early = desk.timeline("bob")
    if early == "p2":
        desk.comes([facts[1]])
        return m.HIGHEST if desk.timeline("bob") == "p2" else m.ARRIVAL
    desk.comes([facts[1]])
    if desk.timeline("bob") == "p1":
        desk.comes([facts[3]])
        return m.STUCK if "p2" in desk.timeline("bob") else m.DROPS_EARLY
    desk = feed_desk(Timelines, tells=False)
    desk.comes(reversed(told("bob p1 p2 p3 cat dan")))
    return m.STUCK if desk.timeline("bob") != "p1 p2 p3" else None
