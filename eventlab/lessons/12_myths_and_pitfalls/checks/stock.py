"""What is tried on `take(event, db)`: every order, duplicates, crashes and failing calls."""

import sqlite3
from datetime import UTC, datetime
from typing import Any

from eventlab import Event
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.proving import prove, survive
from eventlab.course.shapes import is_function
from eventlab.sim import History, Property, Scenario, database, replay
from eventlab.sim.checkers import Finding
from eventlab.sim.history import STATE
from eventlab.sim.report import Result

from . import mistakes as m
from .errors import no_error

stock = Task("12-stock", "take")

START = 10
SCHEMA = f"""
    CREATE TABLE seen (id TEXT PRIMARY KEY);
    CREATE TABLE stock (item TEXT PRIMARY KEY, pieces INTEGER);
    INSERT INTO stock VALUES ('teapot', {START}), ('cup', {START});
"""
SHOP = database(SCHEMA, effects="SELECT 1 WHERE 0")  # what counts is the view, not the rows
LOOK = "the step before the last: what is durable by then, and what is not?"
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
SOLD = {"A": ("teapot", 3), "B": ("cup", 2), "C": ("teapot", 3), "D": ("teapot", 1)}
MANY = {f"S{n}": ("cup", 1) for n in range(10)}  # as many as there are cups
EVENTS = {
    id: Event("Sold", {"item": item, "pieces": n}, id=id, source="/shop", time=WHEN)
    for id, (item, n) in (SOLD | MANY).items()
}
SALES = tuple(EVENTS[id] for id in "ABC")


def left(db: Any) -> dict[str, int]:
    """Return how many pieces of each item are left."""
    return dict(db.execute("SELECT item, pieces FROM stock"))


def find(history: History) -> Finding | None:
    """Find an item of which too much was taken, or in the end too little."""
    last = dict.fromkeys(("teapot", "cup"), START)
    sales = [EVENTS[id] for id in history.attempted]
    sold = {item: [sale for sale in sales if sale.data["item"] == item] for item in last}
    due = {item: START - sum(sale.data["pieces"] for sale in sold[item]) for item in last}
    for index, op in enumerate(history.ops):
        if op.kind == STATE:
            last = op.value
            for item, least in due.items():
                if last.get(item, 0) < least:
                    reason = f"{item}: {last.get(item, 0)} left, and it should be {least}"
                    return Finding(reason, tuple(sale.id for sale in sold[item]), index)
    for item, wanted in due.items():
        if last.get(item) != wanted:
            reason = f"in the end {item}: {last.get(item)} left, and it should be {wanted}"
            return Finding(reason, tuple(sale.id for sale in sold[item]))
    return None


ONCE = Property("each sale takes its pieces out of the stock once", find)


def world(take: Any, events: tuple[Event, ...] = SALES) -> Scenario:
    """Return the learner's handler in its world."""
    offers, views = {"db": SHOP}, {"left": left}
    return Scenario("stock", take, events, offers=offers, observe=views, properties=[ONCE])


@stock.shape
def a_handler(take: Any) -> None:
    """You hand in a function that takes event and db, by these names."""
    is_function(take, "take(event, db)")
    try:
        world(take)
    except TypeError as error:
        look = "the `def` line: event and db, by these names."
        raise Failure("a function with these parameters", str(error), look=look) from None
    connection = sqlite3.connect(":memory:")
    connection.executescript(SCHEMA)
    take(SALES[0], connection)  # a stub says so here
    connection.close()


@stock.behaviour
def one_sale(take: Any) -> None:
    """A sale takes as many pieces of its item as it says."""
    for id in ("A", "B"):
        survive(world(take), id, _one, LOOK)


@stock.behaviour
def each_of_three(take: Any) -> None:
    """Each sale counts, also one that looks like another."""
    survive(world(take), "A B C", _content, LOOK)


@stock.behaviour
def twice_in_a_row(take: Any) -> None:
    """A duplicate right behind its sale takes nothing out."""
    survive(world(take), "A A", _twice, LOOK)


@stock.edge
def duplicate_is_done_with(take: Any) -> None:
    """A duplicate is no error: it is done with at once, and does not come again."""
    no_error(replay("stock: A A", world(take)), m.DUPLICATE_FAILS)


@stock.edge
def every_order(take: Any) -> None:
    """In every order of three sales that come once or twice, each counts once."""
    prove(world(take), lambda r: m.DROPS_LATE if _is_lost(r) else m.ADJACENT, look=LOOK)


@stock.edge
def many_between(take: Any) -> None:
    """A duplicate is known also behind nine other sales."""
    sales = tuple(EVENTS[id] for id in MANY)
    survive(world(take, sales), " ".join(MANY) + " S0", lambda result: m.ADJACENT, LOOK)


@stock.fault
def crash_anywhere(take: Any) -> None:
    """Wherever the process dies, with duplicates or without, each sale counts once."""
    prove(world(take), _crash, copies=1, faults=["crash"], most=2, look=LOOK)
    prove(world(take, SALES[:2]), _crash, faults=["crash"], look=LOOK)


@stock.fault
def failing_calls(take: Any) -> None:
    """When a call to the database fails, or an answer is lost, each sale counts once."""
    prove(world(take), _error, copies=1, faults=["error", "ack lost"], look=LOOK)


@stock.fault
def two_at_once(take: Any) -> None:
    """When the lease runs out and another process has the sale too, it counts once."""
    prove(world(take, SALES[:2]), lambda result: m.OUTSIDE, faults=["lease"], look=LOOK)


@stock.fault
def another_at_once(take: Any) -> None:
    """When another process handles another sale meanwhile, both count."""
    prove(world(take), lambda result: m.OLD_NUMBER, copies=1, faults=["meanwhile"], look=LOOK)


def _is_lost(result: Result) -> bool:
    """Say whether pieces are left that were sold; otherwise too many were taken."""
    violated = result.violated
    return bool(violated and violated.finding and violated.finding.reason.startswith("in the end"))


def _one(result: Result) -> Mistake | None:
    """Say why a single sale comes out wrong."""
    states = [op.value for op in result.run.history.ops if op.kind == STATE]
    if all(state == dict.fromkeys(state, START) for state in states):
        calls = str(result.run.calls)
        return m.NEVER_COMMITS if "db.execute" in calls and "db.commit" not in calls else None
    return m.FIXED


def _content(result: Result) -> Mistake | None:
    """Say why one of three is missing: A and C are the same item and number of pieces."""
    if _last(result)["teapot"] != START - 3:
        return None
    others = replay("stock: A D", world(result.scenario.consumer, (EVENTS["A"], EVENTS["D"])))
    known = {START - 4: m.BY_PAYLOAD, START - 3: m.BY_WHAT_THEY_SHARE, START - 1: m.SETS}
    return known.get(_last(others)["teapot"])


def _twice(result: Result) -> Mistake | None:
    """Say whether the pieces were at least put back."""
    again = replay("stock: A A", result.scenario)  # to its end, and not only as far as it was right
    return m.PUTS_BACK if _last(again)["teapot"] == START - 3 else m.IGNORES


def _last(result: Result) -> dict[str, int]:
    """Return what is left in the end."""
    states = [op.value for op in result.run.history.ops if op.kind == STATE]
    return dict(states[-1]) if states else dict.fromkeys(("teapot", "cup"), START)


def _crash(result: Result) -> Mistake | None:
    """Say why a crash breaks it: by what is durable first, the mark or the pieces."""
    if _is_lost(result):
        return m.MARK_FIRST
    again = replay("stock: A[crash at end] A", result.scenario).violated
    return m.IN_MEMORY if again else m.CHECK_EFFECT_MARK


def _error(result: Result) -> Mistake | None:
    """Say why a failing call breaks it."""
    if "[error after db.commit]" in str(result.schedule):
        return m.BEHIND
    if not _is_lost(result):
        return m.LEFT_OPEN
    alone = str(result.schedule).partition(" B")[0]  # so that no other event commits
    again = [step.kind for step in replay(f"stock: {alone}", result.scenario).trace.steps]
    if "duplicate" not in again:
        return m.SWALLOWS
    at_once = replay("stock: A[error before db.execute]", result.scenario)  # nothing is written yet
    return m.REMEMBERS_WHAT_FAILED if at_once.violated else m.LEFT_OPEN
