"""What is tried on `in_turn(event, db, ack)`: every order, every crash, every failing call."""

import inspect
import sqlite3
from datetime import UTC, datetime
from typing import Any

from eventlab import Event
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.mistakes import RESULT
from eventlab.course.proving import prove, survive
from eventlab.course.telling import show
from eventlab.sim import History, Property, Scenario, database, replay
from eventlab.sim.checkers import Finding
from eventlab.sim.history import STATE
from eventlab.sim.report import Result

from . import mistakes as m

turn = Task("07-in-turn", "in_turn")

SCHEMA = """
    CREATE TABLE arrived (order_no INTEGER, version INTEGER, id TEXT,
                          PRIMARY KEY (order_no, version));
    CREATE TABLE history (order_no INTEGER, id TEXT);
"""
TABLES = database(SCHEMA, effects="SELECT id FROM history")
LOOK = "the step before the last: what is in arrived and in history by then?"


def change(order: int, version: int, id: str, second: int) -> Event:
    """Make a change of an order; `second` is what the clock of its machine showed."""
    data = {"order": order, "version": version}
    time = datetime(2026, 1, 1, 12, 0, second, tzinfo=UTC)
    return Event("OrderChanged", data, id=id, source="/shop", time=time)


# The clock that has stamped "shipped" is behind, and the ids are in no order.
SEVEN = (
    change(7, 1, "placed", 2),
    change(7, 2, "paid", 5),
    change(7, 3, "shipped", 3),
)
EIGHT = (change(8, 1, "8-placed", 4), change(8, 2, "8-paid", 1))
LONG = tuple(change(9, n, id, 9 - n) for n, id in enumerate("ijklmno", start=1))


def history(db: Any) -> tuple[tuple[Any, ...], ...]:
    """Return what stands in the history."""
    return tuple(db.execute("SELECT order_no, id FROM history ORDER BY rowid"))


def in_versions(events: tuple[Event, ...]) -> Property:
    """The history never has a gap, a duplicate or a wrong order, and in the end it is complete."""

    def find(happened: History) -> Finding | None:
        rows: tuple[tuple[Any, ...], ...] = ()
        for index, op in enumerate(happened.ops):
            if op.kind == STATE:
                rows = op.value
                for order in dict.fromkeys(row[0] for row in rows):
                    wanted = [e.id for e in events if e.data["order"] == order]
                    found = [row[1] for row in rows if row[0] == order]
                    if found != wanted[: len(found)]:
                        about = tuple(id for id in dict.fromkeys(found) if id in wanted)
                        return Finding(_shows(found, wanted), about, index)
        there = {id for _, id in rows}
        missing = tuple(id for id in happened.attempted if id not in there)
        words = f"in the end history lacks {_list(missing)}"
        return Finding(words, missing) if missing else None

    return Property("history shows each version once, right after the one before it", find)


def _shows(found: list[str], wanted: list[str]) -> str:
    """Say what the history shows, and what was due where it goes wrong, if that is no duplicate."""
    at = next(n for n, id in enumerate(found) if wanted[n : n + 1] != [id])
    due = wanted[at : at + 1] if found[at] not in found[:at] else []
    return f"history shows {_list(found)}" + "".join(f", where {id} was due" for id in due)


def world(handler: Any, events: tuple[Event, ...] = SEVEN) -> Scenario:
    """Return the learner's handler in its world."""
    return Scenario(
        "in turn",
        handler,
        events,
        offers={"db": TABLES},
        observe={"history": history},
        properties=[in_versions(events)],
    )


def rows(result: Result) -> list[str]:
    """Return the ids that stand in the history in the end."""
    last = [op.value for op in result.run.history.ops if op.kind == STATE][-1]
    return [id for _, id in last]


@turn.shape
def a_handler(handler: Any) -> None:
    """You hand in a function that takes event, db and ack, by these names."""
    if not callable(handler) and not hasattr(handler, "handle"):
        look = "the last line of your cell: it hands in what you wrote, by its name."
        raise Failure(
            "the function in_turn itself", f"{show(handler)} was handed in", RESULT, look=look
        )
    try:
        world(handler)
    except TypeError as error:
        look = "the `def` line: event, db and ack, by these names."
        wanted = "a function with the parameters event, db, ack"
        raise Failure(wanted, str(error), look=look) from None
    named = inspect.isfunction(handler) and [*inspect.signature(handler).parameters]
    if named == ["event", "db", "ack"]:
        connection = sqlite3.connect(":memory:")
        connection.executescript(SCHEMA)
        made = handler(SEVEN[0], connection, lambda: None)  # a stub says so here
        if inspect.iscoroutine(made):
            made.close()
        connection.close()


@turn.behaviour
def one_row(handler: Any) -> None:
    """The first version goes into the history at once: its order's number and its id."""
    result = replay("in turn: placed", world(handler))
    found = [op.value for op in result.run.history.ops if op.kind == STATE][-1]
    if found == ((7, "placed"),):
        return
    failed = [s.sentence for s in result.trace.steps if s.kind == "error"]
    mistake = None
    if not found and not failed and "db.execute" in str(result.run.calls):
        waits = rows(replay("in turn: placed paid shipped", world(handler)))
        mistake = m.WAITS_FOR_ALL if waits else m.NEVER_COMMITS
    happened = f"the rows are {list(found)}" + (f"; {failed[0]}" if failed else "")
    look = "the values that you insert: event.data['order'] and event.id."
    raise Failure(
        "history has the row (7, 'placed')", happened, mistake, look=look, trace=result.trace
    )


@turn.behaviour
def acknowledged(handler: Any) -> None:
    """A change that is in the history is acknowledged."""
    _is_acknowledged(handler, "placed", m.NEVER_ACKNOWLEDGES)


@turn.behaviour
def sent_in_order(handler: Any) -> None:
    """What comes in the right order goes in as it comes, whatever clocks and ids say."""
    survive(world(handler), "placed paid shipped", _trusted, LOOK)


@turn.behaviour
def early(handler: Any) -> None:
    """A version that comes too early waits for the one before it."""
    survive(world(handler), "paid placed", _early, LOOK)


@turn.edge
def several_wait(handler: Any) -> None:
    """One that comes late sets free all that wait for it, however many."""
    survive(world(handler), "shipped paid placed", _several, LOOK)
    survive(world(handler, LONG), "o n m l k j i", _several, LOOK)


@turn.edge
def twice(handler: Any) -> None:
    """A duplicate changes nothing, be it of one that is in or of one that waits."""
    for schedule in ("placed placed", "paid paid placed"):
        survive(world(handler), schedule, lambda result: m.DOUBLES, LOOK)


@turn.edge
def duplicate_acknowledged(handler: Any) -> None:
    """A duplicate is acknowledged too, else it comes again for ever."""
    _is_acknowledged(handler, "placed placed", m.KEEPS_THE_DUPLICATE)


@turn.edge
def orders_apart(handler: Any) -> None:
    """Two orders do not wait for each other, in any order of their events."""
    prove(world(handler, SEVEN[:2] + EIGHT), lambda result: m.ONE_FOR_ALL, copies=1, look=LOOK)


@turn.edge
def every_order(handler: Any) -> None:
    """Every order of three changes that come once or twice leads to the same history."""
    prove(world(handler), _order, look=LOOK)


@turn.fault
def crash_anywhere(handler: Any) -> None:
    """Wherever the process dies, with duplicates or without, the history is right in the end."""
    prove(world(handler), _crash, copies=1, faults=["crash"], look=LOOK)
    prove(world(handler, SEVEN[:2]), _crash, faults=["crash"], look=LOOK)


@turn.fault
def failing_calls(handler: Any) -> None:
    """When a call to the database fails, or an answer is lost, nothing is lost or doubled."""
    prove(world(handler, SEVEN[:2]), _error, faults=["error", "ack lost"], look=LOOK)


@turn.fault
def two_at_once(handler: Any) -> None:
    """When the lease runs out and another process has the event too, it is the same."""
    two, outside = SEVEN[:2], m.OUTSIDE
    prove(world(handler, two), lambda result: outside, copies=1, faults=["lease"], look=LOOK)


def _is_acknowledged(handler: Any, schedule: str, mistake: Mistake) -> None:
    result = survive(world(handler), schedule, lambda result: m.DOUBLES, LOOK)
    kinds = [step.kind for step in result.trace.steps]
    if kinds.count("dead_letter"):
        wanted = len(schedule.split())
        again = kinds.count("deliver") + kinds.count("duplicate")
        raise Failure(
            "one delivery, acknowledged"
            if wanted == 1
            else f"{wanted} deliveries, each acknowledged",
            f"{again} deliveries, {kinds.count('ack')} acknowledged, and in the end it is given up",
            mistake,
            trace=result.trace,
        )


def _trusted(result: Result) -> Mistake | None:
    """Say what was trusted instead of the version: the times, or the ids."""
    by_clock = (["placed", "paid"], ["placed", "shipped", "paid"])
    by_id = (["placed", "shipped"], ["paid", "placed"], ["paid", "placed", "shipped"])
    found = rows(result)
    return m.BY_CLOCK if found in by_clock else m.BY_ID if found in by_id else None


def _early(result: Result) -> Mistake | None:
    """Say what became of the one that came too early."""
    known = {
        ("paid", "placed"): m.AS_IT_COMES,
        ("paid",): m.HIGHEST_WINS,
        ("placed", "paid"): m.SHOWS_GAPS,
        ("placed",): m.DROPS_EARLY,
    }
    return known.get(tuple(rows(result)))


def _several(result: Result) -> Mistake | None:
    """Say why not all that wait are set free: nobody does it, or they are given up by then."""
    kinds = {step.kind for step in result.run.history.trace().steps}
    return m.GIVES_BACK if "dead_letter" in kinds else m.ONE_ONLY


def _order(result: Result) -> Mistake | None:
    """Say why an order of duplicates breaks it."""
    states = [op.value for op in result.run.history.ops if op.kind == STATE]
    if any(len(set(rows)) < len(rows) for rows in states):
        return m.DOUBLES
    return None if "lacks" in _reason(result) else m.SHOWS_GAPS


def _crash(result: Result) -> Mistake | None:
    """Say why a crash breaks it: by what is durable first."""
    scenario = result.scenario
    kinds = [op.kind for op in replay("in turn: placed", scenario).run.history.ops]
    if "effect" in kinds and kinds.index("ack") < kinds.index("effect"):
        return m.ACK_FIRST
    after_a_restart = ("paid[crash at end] placed", "placed[crash at end] paid")
    if any(replay(f"in turn: {schedule}", scenario).violated for schedule in after_a_restart):
        return m.IN_MEMORY
    return m.TWO_COMMITS


def _error(result: Result) -> Mistake | None:
    """Say why a failing call breaks it."""
    kinds = [step.kind for step in result.run.history.trace().steps]
    return m.SWALLOWS if "error" in kinds and kinds.count("ack") else m.TWO_COMMITS


def _reason(result: Result) -> str:
    violated = result.violated
    return violated.finding.reason if violated and violated.finding else ""


def _list(ids: Any) -> str:
    return ", ".join(map(str, ids)) or "nothing"
