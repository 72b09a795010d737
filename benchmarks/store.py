"""SqliteStore, beside bare sqlite3.

The limit of an append is the same statements on the same kind of file with the same `synchronous`,
run by hand with events that are JSON bytes already; what their JSON costs is measured apart. The
limit of a typed replay is what a careful engineer would write without us: rows, JSON decoded into a
frozen dataclass that has all fields of an event and checks their types, its data into that of the
payload, and a sum.
"""

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.peers import peers
from benchmarks.ratio import RAM, Rounds, Row, in_turns, row, timed
from eventlab import SchemaRegistry, SqliteStore
from eventlab.sqlite_store import _APPEND, _VERSION

registry = SchemaRegistry()
MILLION = 1_000_000
MEGABYTES = 100  # that a replay may take, of any length
TURNS = 200
LESS = {
    "eventsourcing": "an append takes bytes that are JSON already; a "
    "replay of 10,000 events, by decorated methods of an aggregate, checks no field's type",
}


@registry.register("OrderPaid")
@dataclass(frozen=True)
class OrderPaid:
    """A payload as a shop may have it."""

    order: str
    amount: int
    currency: str


@dataclass(frozen=True)
class Envelope:
    """The fields of an event, as one would declare them by hand."""

    id: str
    source: str
    type: str
    time: datetime
    correlationid: str
    data: dict[str, Any]
    dataschema: str | None = None
    subject: str | None = None
    causationid: str | None = None


EVENT = registry.event(OrderPaid("order-7", 1250, "EUR"))
BODY = EVENT.to_json()
BODIES = "SELECT body FROM event WHERE stream = 'paid' ORDER BY version"


def measure(most: int = MILLION, turns: int = TURNS) -> Iterator[Row]:
    """Yield the figures, each with its limit. Takes a minute, and 500 MB with a million."""
    with tempfile.TemporaryDirectory(dir=RAM, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for what, batch in (("append, one per commit", 1), ("append, in batches of 100", 100)):
            found = in_turns(appends(folder, batch), turns)
            of_json = found.pop("JSON")
            yield (main := row(what, found, 1.3))
            assert isinstance(of_json, float)
            limit = main.limit + of_json
            what = "  beside sqlite3 and the JSON of the events"
            yield main._replace(what=what, limit=limit, peers={})
        count = min(most, 100_000)
        found = in_turns(replays(folder, count), max(turns // 25, 1))
        plain = found.pop("json")
        assert isinstance(plain, float)
        yield (main := row(f"typed replay of {count:,} events, beside msgspec", found, 1.5))
        yield Row("  beside the json of the standard library", plain, main.ours, 1.5)
        if sys.platform == "linux":
            what = f"MB of memory to replay {most:,} events, beside {MEGABYTES}"
            yield Row(what, MEGABYTES, peak(folder, most), 1.0)


def by_hand(path: Path) -> sqlite3.Connection:
    """Open a store file with the bare module."""
    SqliteStore(path).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def appends(folder: Path, batch: int) -> Rounds:
    """Make rounds of at least ten events, `batch` a commit."""
    store, connection = SqliteStore(folder / f"{batch}.db"), by_hand(folder / f"hand-{batch}.db")
    commits = max(batch, 10) // batch
    written = dict.fromkeys(("raw", "ours"), 0)

    def raw() -> None:
        run = connection.execute
        for _ in range(commits):
            run("BEGIN IMMEDIATE")
            version = run(_VERSION, ("paid",)).fetchone()[0] or 0
            rows = [("paid", version + n, BODY) for n in range(1, batch + 1)]
            connection.executemany(_APPEND, rows)
            run("COMMIT")
        written["raw"] += commits * batch
        assert version + batch == written["raw"]

    def of_json() -> None:
        for _ in range(commits * batch):
            EVENT.to_json()

    def ours() -> None:
        for _ in range(commits):
            version = store.append("paid", [EVENT] * batch)
        written["ours"] += commits * batch
        assert version == written["ours"]

    def of_a_peer() -> Callable[[], float]:
        from benchmarks import store_peers

        return store_peers.append(folder / f"eventsourcing-{batch}.db", BODY, batch, commits)

    count = commits * batch
    return {
        "sqlite3": timed(raw, count),
        "eventlab": timed(ours, count),
        **peers(eventsourcing=of_a_peer),
        "JSON": timed(of_json, count),
    }


def filled(path: Path, count: int) -> SqliteStore:
    """Make a store with so many events in one stream."""
    store = SqliteStore(path)
    for done in range(0, count, 1_000):
        store.append("paid", [EVENT] * min(count - done, 1_000))
    return store


def replays(folder: Path, count: int) -> Rounds:
    """Make rounds of one replay each: by hand with msgspec, by the store, and with `json`."""
    store = filled(folder / "replay.db", count)
    connection = by_hand(folder / "replay.db")
    payloads = {registry.event(OrderPaid("", 0, "")).dataschema: OrderPaid}
    decode, totals = msgspec.json.Decoder(Envelope).decode, list[int]()

    def hand() -> None:
        total = 0
        for (body,) in connection.execute(BODIES):
            envelope = decode(body)
            total += msgspec.convert(envelope.data, payloads[envelope.dataschema]).amount
        totals.append(total)

    def plain() -> None:
        total = 0
        for (body,) in connection.execute(BODIES):
            found = json.loads(body)
            del found["specversion"], found["datacontenttype"]
            envelope = Envelope(**{**found, "time": datetime.fromisoformat(found["time"])})
            total += payloads[envelope.dataschema](**envelope.data).amount
        totals.append(total)

    def ours() -> None:
        totals.append(sum(registry.read(each.event).amount for each in store.read("paid")))

    def of_a_peer() -> Callable[[], float]:
        from benchmarks import store_peers

        return store_peers.replay(folder / "eventsourcing-replay.db", min(count, 10_000))

    def check() -> None:
        assert totals.pop() == count * 1250

    return {
        "by hand": timed(hand, count, after=check),
        "eventlab": timed(ours, count, after=check),
        **peers(eventsourcing=of_a_peer),
        "json": timed(plain, count, after=check),
    }


def peak(folder: Path, count: int) -> float:
    """Return the megabytes that a process of its own had at most while it replayed so many."""
    filled(folder / "peak.db", count).close()
    code = f"""
from pathlib import Path
from benchmarks.store import SqliteStore, registry
store = SqliteStore({str(folder / "peak.db")!r})
total = sum(registry.read(each.event).amount for each in store.read_all())
assert total == {count * 1250}, total
[line] = [l for l in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in l]
print(line.split()[1])  # in KiB
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return int(done.stdout) / 1024
