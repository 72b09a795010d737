"""SqliteStore, beside bare sqlite3 on a RAM disk.

The limit of an append is the same statements on the same kind of file with the same `synchronous`,
run by hand with events that are JSON bytes already; what their JSON costs is measured apart. The
limit of a typed replay is the shortest loop that leads from the same rows by way of JSON to
dataclasses and a sum: it keeps nothing of an event but its type and payload, and checks nothing.
"""

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from benchmarks.queue import RAM, best, timed
from benchmarks.ratio import Row
from eventlab import SchemaRegistry, SqliteStore
from eventlab.sqlite_store import _APPEND, _VERSION

registry = SchemaRegistry()
MILLION = 1_000_000
MEGABYTES = 100  # that a replay may take, of any length


@registry.register("OrderPaid")
@dataclass(frozen=True)
class OrderPaid:
    """A payload as a shop may have it."""

    order: str
    amount: int
    currency: str


EVENT = registry.event(OrderPaid("order-7", 1250, "EUR"))
BODY = EVENT.to_json()
BODIES = "SELECT body FROM event WHERE stream = 'paid' ORDER BY version"


def measure(most: int = MILLION) -> Iterator[Row]:
    """Yield the figures, each with its limit. Takes about a minute, and 500 MB with a million."""
    with tempfile.TemporaryDirectory(dir=RAM) as name:
        folder = Path(name)
        for what, batch in (("append, one per commit", 1), ("append, in batches of 100", 100)):
            raw, of_json, ours = best(appends(folder, batch), max(batch, 10))
            yield Row(what, raw, ours, 1.3)
            yield Row("  beside sqlite3 and the JSON of the events", raw + of_json, ours, 1.3)
        count = min(most, 100_000)
        quick, plain, ours = best(replays(folder, count), count, times=7)
        what = f"typed replay of {count:,} events, beside msgspec"
        yield Row(what, quick, ours, 1.5)
        yield Row("  beside the json of the standard library", plain, ours, 1.5)
        if sys.platform == "linux":
            what = f"MB of memory to replay {most:,} events, beside {MEGABYTES}"
            yield Row(what, MEGABYTES, peak(folder, most), 1.0)


def by_hand(path: Path) -> sqlite3.Connection:
    """Open a store file with the bare module."""
    SqliteStore(path).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def appends(folder: Path, batch: int) -> list[Callable[[], float]]:
    """Make rounds of at least ten events, `batch` a commit: by hand, the JSON alone, the store."""
    store, connection = SqliteStore(folder / f"{batch}.db"), by_hand(folder / f"hand-{batch}.db")
    rounds = max(batch, 10) // batch

    def raw() -> None:
        run = connection.execute
        for _ in range(rounds):
            run("BEGIN IMMEDIATE")
            version = run(_VERSION, ("paid",)).fetchone()[0] or 0
            rows = [("paid", version + n, BODY) for n in range(1, batch + 1)]
            connection.executemany(_APPEND, rows)
            run("COMMIT")

    def of_json() -> None:
        for _ in range(rounds * batch):
            EVENT.to_json()

    def ours() -> None:
        for _ in range(rounds):
            store.append("paid", [EVENT] * batch)

    return [timed(raw), timed(of_json), timed(ours)]


def filled(path: Path, count: int) -> SqliteStore:
    """Make a store with so many events in one stream."""
    store = SqliteStore(path)
    for _ in range(count // 1_000):
        store.append("paid", [EVENT] * 1_000)
    return store


def replays(folder: Path, count: int) -> list[Callable[[], float]]:
    """Make rounds of one replay each: by hand with msgspec, with `json`, and by the store."""
    store = filled(folder / "replay.db", count)
    connection = by_hand(folder / "replay.db")
    payloads = {"OrderPaid": OrderPaid}

    def hand(decode: Callable[[bytes], dict[str, dict[str, object]]]) -> int:
        total = 0
        for (body,) in connection.execute(BODIES):
            document = decode(body)
            total += payloads[str(document["type"])](**document["data"]).amount  # type: ignore[arg-type]
        return total

    def ours() -> int:
        return sum(registry.read(each.event).amount for each in store.read("paid"))

    quick = msgspec.json.Decoder().decode
    assert hand(quick) == hand(json.loads) == ours() == count * 1250
    return [timed(lambda: hand(quick)), timed(lambda: hand(json.loads)), timed(ours)]


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
