"""ProcessManager.handle, beside the same statements in bare sqlite3.

The limit runs what must be recorded for one event that leads to one command (that it was seen, the
event, the command) in one transaction, after reading what was recorded of its instance; the
events' JSON is there already. What writing and reading it costs is measured apart.
"""

import sqlite3
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from benchmarks.ratio import RAM, Rounds, Row, in_turns, row, timed
from eventlab import Event, Process, ProcessManager, Send
from eventlab.inbox import _RECORD as _SEEN
from eventlab.outbox import _ADD
from eventlab.process_manager import _JOURNAL, _RECORD

REACH = 0  # the design names none: for information
TURNS = 200
EVENTS = 20  # in each round: ten orders, and what came of each
LESS = {"all peers": "none has a process manager whose state, commands and inbox are one commit"}
PROCESS: Process[tuple[str, ...]] = Process(
    tuple,
    lambda event, past: [Send("Ship" if past else "Charge", {"order": event.data["order"]})],
    lambda past, event: (*past, event.type),
)


def measure(turns: int = TURNS) -> Iterator[Row]:
    """Yield the figures, each with its limit. Takes a quarter of a minute."""
    with tempfile.TemporaryDirectory(dir=RAM, ignore_cleanup_errors=True) as name:
        found = in_turns(rounds(Path(name)), turns)
        of_json = found.pop("JSON")
        yield (main := row("an event that leads to a command", found, REACH))
        assert isinstance(of_json, float)
        limit = main.limit + of_json
        yield main._replace(what="  beside sqlite3 and the JSON of the events", limit=limit)


def events(number: int) -> list[Event]:
    """Make what a round handles: two events of each of ten orders, never the same ones."""
    return [
        Event(type, {"order": order}, correlation_id=f"{number}-{order}")
        for order in range(EVENTS // 2)
        for type in ("Ordered", "Charged")
    ]


def rounds(folder: Path) -> Rounds:
    """Make rounds of so many events: by hand, the process manager, and the JSON alone."""
    manager = ProcessManager(folder / "ours.db", PROCESS)
    ProcessManager(folder / "by-hand.db", PROCESS).close()
    connection = sqlite3.connect(folder / "by-hand.db", isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    numbers, sent = count(), list[str]()
    waiting = {who: events(next(numbers)) for who in ("raw", "ours")}
    bodies = [(event, event.to_json()) for event in waiting["raw"]]

    def raw() -> None:
        run = connection.execute
        for event, body in bodies:
            at = ("process", event.correlation_id)
            run("BEGIN IMMEDIATE")
            run(_SEEN, ("process process", event.source, event.id, time.time()))
            run(_JOURNAL, at).fetchall()
            run(_RECORD, (*at, "received", body, *at))
            run(_ADD, (body,))
            run("COMMIT")

    def ours() -> None:
        for event in waiting["ours"]:
            manager.handle(event)

    def of_json() -> None:
        for event, body in bodies:  # the event and its command; every other finds one in the past
            event.to_json(), event.to_json()
            if event.type == "Charged":
                Event.from_json(body)

    def check_by_hand() -> None:
        rows = connection.execute("DELETE FROM eventlab_outbox RETURNING event").fetchall()
        assert len(rows) == EVENTS
        bodies[:] = [(event, event.to_json()) for event in events(next(numbers))]

    def check() -> None:
        manager.dispatch(lambda command: sent.append(command.type))
        assert sent == ["Charge", "Ship"] * (EVENTS // 2), sent
        sent.clear()
        waiting["ours"] = events(next(numbers))

    return {
        "sqlite3": timed(raw, EVENTS, after=check_by_hand),
        "eventlab": timed(ours, EVENTS, after=check),
        "JSON": timed(of_json, EVENTS),
    }
