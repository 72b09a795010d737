"""What is tried on `book(event, db, ack)`: every order, every crash, every failing call."""

import inspect
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from eventlab import Event
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.mistakes import RESULT
from eventlab.course.proving import prove, survive
from eventlab.course.shapes import runs
from eventlab.course.telling import show, step
from eventlab.sim import Scenario, database, replay
from eventlab.sim.network import Message
from eventlab.sim.report import Result
from eventlab.sim.scenario import ORDERS

from . import mistakes as m

once = Task("06-once", "book")

SCHEMA = """
    CREATE TABLE seen (id TEXT PRIMARY KEY);
    CREATE TABLE ledger (id TEXT, customer TEXT, amount INTEGER);
"""
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
BOOKS = database(SCHEMA, effects="SELECT id FROM ledger")
PAYMENTS = tuple(
    Event("OrderPaid", data, id=id, source="/shop", time=WHEN, correlation_id="visit-1")
    for id, data in {
        "A": {"customer": "ada", "amount": 5},
        "B": {"customer": "bob", "amount": 7},
        "C": {"customer": "ada", "amount": 5},
    }.items()
)
TWO_ENVELOPES = PAYMENTS[0], Event("OrderPaid", PAYMENTS[0].data, id="again", source="/shop")
LOOK = "what is durable at the step before the last, and what is not."


def ledger(db: Any) -> list[tuple[Any, ...]]:
    """Return what is booked."""
    return list(db.execute("SELECT id, customer, amount FROM ledger ORDER BY rowid"))


def world(book: Any, **options: Any) -> Scenario:
    """Return the learner's consumer in its world."""
    return Scenario("book", book, **WORLD | options)


class SentAgain(Scenario):
    """A payment, and a second message of it: another envelope with the same id."""

    def addressed(self, event: Event, name: str) -> list[Message]:
        later = Event(
            event.type, event.data, id="A", source="/shop", time=WHEN + timedelta(hours=1)
        )
        return [
            replace(message, event=message.event if name == "A" else later, intent="A")
            for message in super().addressed(event, name)
        ]


WORLD: dict[str, Any] = {"offers": {"db": BOOKS}, "observe": {"ledger": ledger}}


@once.shape
def a_consumer(book: Any) -> None:
    """You hand in a function that takes event, db and ack, by these names."""
    if not callable(book) and not hasattr(book, "handle"):
        look = "the last line of your cell: it hands in what you wrote, by its name."
        raise Failure("the function book itself", f"{show(book)} was handed in", RESULT, look=look)
    try:
        world(book)
    except TypeError as error:
        look = "the `def` line: event, db and ack, by these names."
        wanted = "a function with the parameters event, db, ack"
        raise Failure(wanted, str(error), look=look) from None
    runs(book, "book(event, db, ack)")
    if inspect.isfunction(book) and [*inspect.signature(book).parameters] == ["event", "db", "ack"]:
        connection = sqlite3.connect(":memory:")
        connection.executescript(SCHEMA)
        longer = replace(ORDERS[0], id="payment-1")  # a text is a sequence, of its signs
        made = book(longer, connection, lambda: None)  # a stub says so here
        if inspect.iscoroutine(made):
            made.close()
        connection.close()


@once.behaviour
def one_row(book: Any) -> None:
    """A payment becomes one row: its id, its customer, its amount."""
    result = replay("book: A", world(book))
    rows = [op.value for op in result.run.history.ops if op.subject == "ledger"][-1]
    if rows == [("A", "ada", 5)]:
        return
    mistake = m.NEVER_COMMITS if not rows and "db.execute" in str(result.run.calls) else None
    failed = [s.sentence for s in result.trace.steps if s.kind == "error"]
    happened = f"the rows are {rows}" + (f"; {failed[0]}" if failed else "")
    look = "the values that you insert: event.id, and what is in event.data."
    raise Failure(
        "the ledger has the row ('A', 'ada', 5)",
        happened,
        None if failed else mistake,
        look=look,
        trace=result.trace,
    )


@once.behaviour
def acknowledged(book: Any) -> None:
    """A payment that is booked is acknowledged."""
    _is_acknowledged(book, "A", m.NEVER_ACKNOWLEDGES)


@once.behaviour
def each_of_three(book: Any) -> None:
    """Three payments are three rows; two of them happen to have the same content."""
    result = survive(world(book, events=PAYMENTS), "A B C", _content, LOOK)
    rows = [op.value for op in result.run.history.ops if op.subject == "ledger"][-1]
    wanted = [(event.id, *event.data.values()) for event in PAYMENTS]
    if rows != wanted:
        raise Failure(f"the rows {wanted}", f"the rows {rows}", m.FIXED_VALUES)


@once.edge
def twice_in_a_row(book: Any) -> None:
    """A duplicate right behind its payment is not booked again."""
    survive(world(book), "A A", lambda result: m.EFFECT_FIRST, LOOK)


@once.edge
def sent_again(book: Any) -> None:
    """A payment that the shop sends again, with its id and a later time, is not booked again."""
    survive(
        SentAgain("book", book, events=TWO_ENVELOPES, **WORLD),
        "A again",
        lambda _: m.KEY_OF_THE_ATTEMPT,
        LOOK,
    )


@once.edge
def duplicate_acknowledged(book: Any) -> None:
    """A duplicate is acknowledged too, else it comes again for ever."""
    _is_acknowledged(book, "A A", m.KEEPS_THE_DUPLICATE)


@once.edge
def every_order(book: Any) -> None:
    """In every order of three payments that come once or twice, each is booked once."""
    prove(world(book), _order, look=LOOK)


@once.fault
def crash_anywhere(book: Any) -> None:
    """Wherever the process dies, once or twice, each payment is booked once in the end."""
    prove(world(book), _crash, copies=1, faults=["crash"], most=2, look=LOOK)


@once.fault
def crash_and_duplicates(book: Any) -> None:
    """Neither do a crash and duplicates together book one twice, or lose it."""
    prove(world(book, events=ORDERS[:2]), _crash, faults=["crash"], look=LOOK)


@once.fault
def failing_calls(book: Any) -> None:
    """When a call to the database fails, or an answer is lost, it is booked once in the end."""
    prove(world(book), _error, copies=1, faults=["error", "ack lost"], look=LOOK)


@once.fault
def never_answers(book: Any) -> None:
    """As long as the database refuses to write, the payment is not acknowledged."""
    locked = database(SCHEMA, effects="SELECT id FROM ledger")()
    locked.execute("BEGIN EXCLUSIVE")
    trace = replay("book: A", world(book, offers={"db": lambda: locked}, observe={})).trace
    for happened in trace.steps:
        step(happened.sentence)
    if any(happened.kind == "ack" for happened in trace.steps):
        wanted = "no acknowledgement while the database is locked"
        raise Failure(wanted, "A is acknowledged and not booked", m.SWALLOWS, trace=trace)


@once.fault
def two_at_once(book: Any) -> None:
    """When the lease runs out and another process has the payment too, it is booked once."""
    prove(world(book, events=ORDERS[:2]), lambda result: m.OUTSIDE, faults=["lease"], look=LOOK)


def _is_acknowledged(book: Any, schedule: str, mistake: Mistake) -> None:
    result = survive(world(book), schedule, lambda result: None, LOOK)
    given_up = sum(s.kind == "dead_letter" for s in result.trace.steps)
    acks = sum(s.kind == "ack" for s in result.trace.steps)
    if given_up:
        again = sum(s.kind in ("deliver", "duplicate") for s in result.trace.steps)
        raise Failure(
            f"{len(schedule.split())} deliveries, each acknowledged",
            f"{again} deliveries, {acks} acknowledged, and in the end A is given up",
            mistake,
            trace=result.trace,
        )


def _content(result: Result) -> Mistake | None:
    """Say why one of three is missing: A and C are the same customer and amount."""
    booked = [id for id in "ABC" if result.run.history.effects.get(id)]
    return {"A B": m.BY_PAYLOAD, "A": m.BY_WHAT_THEY_SHARE}.get(" ".join(booked))


def _order(result: Result) -> Mistake | None:
    """Say why an order alone breaks it."""
    return m.DROPS_LATE if _is_lost(result) else m.ADJACENT


def _crash(result: Result) -> Mistake | None:
    """Say why a crash breaks it: by what is durable first, the ack, the mark or the booking."""
    clean = replay("book: A", result.scenario).run
    kinds = [op.kind for op in clean.history.ops]
    if _is_lost(result):
        return m.ACK_FIRST if kinds.index("ack") < kinds.index("effect") else m.MARK_FIRST
    if len(clean.lasting[0]) - kinds.count("ack") > 1:
        return m.MARK_LAST
    once_more = replay("book: A[crash before ack]", result.scenario)
    return m.IN_MEMORY if once_more.violated else m.ADJACENT


def _error(result: Result) -> Mistake | None:
    """Say why a failing call breaks it."""
    kinds = [s.kind for s in result.trace.steps]
    if _is_lost(result):
        alone = str(result.schedule).partition(" B")[0]  # so that no other event commits
        kinds = [s.kind for s in replay(f"book: {alone}", result.scenario).trace.steps]
        before = kinds[: kinds.index("ack")]
        if "duplicate" in before:
            return m.LEFT_OPEN if "send" in before else m.REMEMBERS_WHAT_FAILED
        return m.ACK_IN_FINALLY if kinds.count("error") > 1 else m.SWALLOWS
    return m.LEFT_OPEN


def _is_lost(result: Result) -> bool:
    return min(result.run.history.effects.get(id, 0) for id in result.scenario.labels) == 0
