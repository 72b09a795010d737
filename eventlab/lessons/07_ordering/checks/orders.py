"""The world of `in_turn(event, db, ack)`: its tables, the events that come, and what must hold."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import takewhile
from typing import Any

from eventlab import Event
from eventlab.sim import History, Property, Scenario, database
from eventlab.sim.checkers import Finding
from eventlab.sim.history import STATE
from eventlab.sim.report import Result

SCHEMA = """
    CREATE TABLE arrived (order_no INTEGER, version INTEGER, id TEXT,
                          PRIMARY KEY (order_no, version));
    CREATE TABLE history (order_no INTEGER, id TEXT);
"""
EFFECTS = "SELECT id FROM history"
TABLES = database(SCHEMA, effects=EFFECTS)


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
# So many that "10" comes before "9" for who compares texts.
LONG = tuple(change(9, n, id, 20 - n) for n, id in enumerate("ijklmnopqrst", start=1))


def history(db: Any) -> tuple[tuple[Any, ...], ...]:
    """Return what stands in the history."""
    return tuple(db.execute("SELECT order_no, id FROM history ORDER BY rowid"))


def arrived(db: Any) -> tuple[tuple[Any, ...], ...]:
    """Return what has arrived and was kept."""
    return tuple(db.execute("SELECT order_no, id FROM arrived"))


def in_versions(events: tuple[Event, ...]) -> Property:
    """The history has no gap, duplicate or wrong order, and in the end all whose turn it is."""

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
        due = set(_due(events, happened.attempted)) - there
        missing = tuple(id for id in happened.attempted if id in due)
        words = f"in the end history lacks {_list(missing)}"
        return Finding(words, missing) if missing else None

    return Property("history shows each version once, right after the one before it", find)


def _shows(found: list[str], wanted: list[str]) -> str:
    """Say what the history shows, and what was due where it goes wrong, if that is no duplicate."""
    if not wanted:
        return f"history shows {_list(found)} under the number of no order"
    at = next(n for n, id in enumerate(found) if wanted[n : n + 1] != [id])
    due = wanted[at : at + 1] if found[at] not in found[:at] else []
    return f"history shows {_list(found)}" + "".join(f", where {id} was due" for id in due)


def _due(events: tuple[Event, ...], arrived: Any) -> Iterator[str]:
    """Yield the ids that have arrived and that no gap below them holds back."""
    for order in {event.data["order"] for event in events}:
        ids = [event.id for event in events if event.data["order"] == order]
        yield from takewhile(lambda id: id in arrived, ids)


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


def _list(ids: Any) -> str:
    return ", ".join(map(str, ids)) or "nothing"
