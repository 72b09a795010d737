"""What is tried on `in_turn(event, db, ack)`: every order, every crash, every failing call."""

import inspect
import sqlite3
from dataclasses import replace
from typing import Any

from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.mistakes import ASYNC, RESULT
from eventlab.course.proving import prove, survive
from eventlab.course.shapes import runs
from eventlab.course.telling import show, step
from eventlab.sim import Scenario, database, replay
from eventlab.sim.history import STATE
from eventlab.sim.report import Result

from . import mistakes as m
from .orders import EFFECTS, EIGHT, LONG, SCHEMA, SEVEN, arrived, rows, world

turn = Task("07-in-turn", "in_turn")

LOOK = "the step before the last: what is in arrived and in history by then?"


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
    runs(handler, "in_turn(event, db, ack)")
    named = inspect.isfunction(handler) and [*inspect.signature(handler).parameters]
    if named == ["event", "db", "ack"]:
        connection = sqlite3.connect(":memory:")
        connection.executescript(SCHEMA)
        made = handler(SEVEN[0], connection, lambda: None)  # a stub says so here
        connection.close()
        if inspect.iscoroutine(made):
            made.close()
            raise Failure("in_turn is a plain function", "it is an `async def`", ASYNC)


@turn.behaviour
def one_row(handler: Any) -> None:
    """The first version goes into the history at once: its order's number and its id."""
    for first in (SEVEN[0], EIGHT[0]):
        result = replay(f"in turn: {first.id}", world(handler, SEVEN + EIGHT))
        found = [op.value for op in result.run.history.ops if op.kind == STATE][-1]
        wanted = (first.data["order"], first.id)
        if found == (wanted,):
            continue
        failed = [s.sentence for s in result.trace.steps if s.kind == "error"]
        mistake = None if found or failed else _nothing(handler, str(result.run.calls))
        happened = f"the rows are {list(found)}" + (f"; {failed[0]}" if failed else "")
        look = "the values that you insert: event.data['order'] and event.id."
        words = f"history has the row {wanted}"
        raise Failure(words, happened, mistake, look=look, trace=result.trace)


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
    survive(world(handler, LONG), "t s r q p o n m l k j i", _several, LOOK)


@turn.edge
def gap_above(handler: Any) -> None:
    """Whose turn it is goes in at once, also while one is missing further up."""
    survive(world(handler), "shipped placed", _gap, LOOK)


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
    prove(world(handler, SEVEN[:2]), _error, copies=1, faults=["error", "ack lost"], look=LOOK)


@turn.fault
def never_answers(handler: Any) -> None:
    """As long as the database refuses to write, the change is not acknowledged."""
    locked = database(SCHEMA, effects=EFFECTS)()
    locked.execute("BEGIN EXCLUSIVE")
    there = Scenario("in turn", handler, SEVEN, offers={"db": lambda: locked}, properties=[])
    trace = replay("in turn: placed", there).trace
    for happened in trace.steps:
        step(happened.sentence)
    if any(happened.kind == "ack" for happened in trace.steps):
        wanted = "no acknowledgement while the database is locked"
        raise Failure(wanted, "placed is acknowledged, and is nowhere", m.SWALLOWS, trace=trace)


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


def _nothing(handler: Any, calls: str) -> Mistake | None:
    """Say why nothing is there after the first version, and without an error."""
    if "db.execute" not in calls:
        return None
    if rows(replay("in turn: placed paid shipped", world(handler))):
        return m.WAITS_FOR_ALL
    return m.WAITS_FOR_NONE if "db.commit" in calls else m.NEVER_COMMITS


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
        ("placed",): m.NEVER_LOOKS if _is_kept(result) else m.DROPS_EARLY,
    }
    return known.get(tuple(rows(result)))


def _is_kept(result: Result) -> bool:
    """Whether the one that came too early stands in the table for those."""
    there = replace(result.scenario, observe={"arrived": arrived}, properties=())
    return "paid" in str(rows(replay("in turn: paid placed", there)))


def _several(result: Result) -> Mistake | None:
    """Say why not all that wait are set free, or why one is free too early."""
    kinds = {step.kind for step in result.run.history.trace().steps}
    if "dead_letter" in kinds:
        return m.GIVES_BACK
    return m.ONE_ONLY if "lacks" in _reason(result) else m.SHOWS_GAPS


def _gap(result: Result) -> Mistake | None:
    """Say what a gap does to those around it."""
    return m.WAITS_FOR_GAPS if "lacks" in _reason(result) else m.SHOWS_GAPS


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
    for schedule in ("paid[crash at end] placed", "placed[crash at end] paid"):
        if replay(f"in turn: {schedule}", scenario).violated:  # with all of it committed
            return m.IN_MEMORY
    return m.TWO_COMMITS


def _error(result: Result) -> Mistake | None:
    """Say why a failing call breaks it."""
    kinds = [step.kind for step in result.run.history.trace().steps]
    if "error" in kinds and kinds[kinds.index("error") :][1:2] == ["ack"]:
        return m.SWALLOWS
    nothing_written = "error before db.execute]" in str(result.schedule)  # the very first call
    return m.REMEMBERS_WHAT_FAILED if nothing_written else m.TWO_COMMITS


def _reason(result: Result) -> str:
    violated = result.violated
    return violated.finding.reason if violated and violated.finding else ""
