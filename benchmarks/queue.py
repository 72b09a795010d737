"""SqliteQueue, beside bare sqlite3 on a RAM disk.

The limit is the same statements on the same kind of file with the same `synchronous`, run by hand
with events that are JSON bytes already. A queue of events must also write and read that JSON: what
`to_json` and `from_json` cost is measured apart. Both sides take turns in short rounds, and of each
the best round counts: whatever else the machine does can only slow a round down. On a RAM disk all
time is this process's own, so that its processor time is the measure where there is a fine one.
"""

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.ratio import Row
from eventlab import Event, SqliteQueue
from eventlab.sqlite_queue import _ACK, _LEASE_UNLESS_SOME_ARE_OVER, _PUT

EVENT = Event("OrderPlaced", {"order": 7, "total": 12.5, "items": ["apple", "pear"]})
BODY = EVENT.to_json()
RAM = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
MILLION = 1_000_000
FINE = RAM and time.get_clock_info("process_time").resolution < 1e-6
now = time.process_time if FINE else time.perf_counter


def measure(waiting: int = MILLION) -> Iterator[Row]:
    """Yield the figures, each with its limit. Takes about a minute, and 1.1 GB with a million."""
    with tempfile.TemporaryDirectory(dir=RAM) as name:
        folder = Path(name)
        for what, make, count in (
            ("put, get and ack, one at a time", one_at_a_time, 10),
            ("put, get and ack, in batches of 100", in_batches, 100),
        ):
            raw, json, ours = best(make(folder), count)
            yield Row(what, raw, ours, 1.3)
            yield Row("  beside sqlite3 and the JSON of the events", raw + json, ours, 1.3)
            yield Row("  the JSON alone", ours, json, 0)
        for what, keys in (("without keys", 0), ("with many keys", 10), ("one busy key", 1)):
            few, many = best([get_among(folder, n, keys) for n in (1_000, waiting)], 10)
            yield Row(f"get, {waiting:,} waiting beside 1,000, {what}", few, many, 1.3)


def best(rounds: list[Callable[[], float]], events: int, times: int = 200) -> list[float]:
    """Run the rounds in turn; return the shortest time of each, in µs per event."""
    spent = [[run() for run in rounds] for _ in range(times)]
    return [min(column) / events * 1e6 for column in zip(*spent, strict=True)]


def timed(work: Callable[[], object]) -> Callable[[], float]:
    """Make a round of `work` that returns its seconds."""

    def run() -> float:
        began = now()
        work()
        return now() - began

    return run


def by_hand(path: Path) -> sqlite3.Connection:
    """Open a queue file with the bare module."""
    SqliteQueue(path).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.create_function("now", 0, time.time)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def one_at_a_time(folder: Path) -> list[Callable[[], float]]:
    """Make rounds of ten events: by hand, the JSON alone, and the queue."""
    queue, connection = SqliteQueue(folder / "one.db"), by_hand(folder / "one-by-hand.db")

    def raw() -> None:
        run = connection.execute
        for _ in range(10):
            run(_PUT, (None, None, BODY))
            [(id, lease, *_)] = run(_LEASE_UNLESS_SOME_ARE_OVER, (30.0, 1, time.time())).fetchall()
            run(_ACK, (id, lease, time.time()))

    def json() -> None:
        for _ in range(10):
            EVENT.to_json()
            Event.from_json(BODY)

    def ours() -> None:
        for _ in range(10):
            queue.put(EVENT)
            if delivery := queue.get():
                queue.ack(delivery)

    return [timed(raw), timed(json), timed(ours)]


def in_batches(folder: Path) -> list[Callable[[], float]]:
    """Make rounds of one batch of a hundred events: by hand, the JSON alone, and the queue."""
    queue, connection = SqliteQueue(folder / "many.db"), by_hand(folder / "many-by-hand.db")

    def raw() -> None:
        run = connection.execute
        run("BEGIN IMMEDIATE")
        connection.executemany(_PUT, [(None, None, BODY)] * 100)
        run("COMMIT")
        got = run(_LEASE_UNLESS_SOME_ARE_OVER, (30.0, 100, time.time())).fetchall()
        run("BEGIN IMMEDIATE")
        connection.executemany(_ACK, [(id, lease, time.time()) for id, lease, *_ in got])
        run("COMMIT")

    def json() -> None:
        for _ in range(100):
            EVENT.to_json()
            Event.from_json(BODY)

    def ours() -> None:
        queue.put_many([EVENT] * 100)
        queue.ack(*queue.get_many(100))

    return [timed(raw), timed(json), timed(ours)]


def get_among(folder: Path, waiting: int, keys: int) -> Callable[[], float]:
    """Make a round of ten gets on a queue in which so many wait; their acks are not timed.

    Args:
        folder: where the file is made.
        waiting: how many events there are.
        keys: 0 for none, 1 for one key, else how many events share a key.
    """
    queue = SqliteQueue(folder / f"{waiting}-{keys}.db")
    batch = keys if keys > 1 else 1_000
    for number in range(waiting // batch):
        key = f"key {number if keys > 1 else 0}" if keys else None
        queue.put_many([EVENT] * batch, key=key)

    def ten() -> float:
        spent = 0.0
        for _ in range(10):
            began = now()
            delivery = queue.get()
            spent += now() - began
            if delivery:
                queue.ack(delivery)
                queue.put(EVENT, key="key 0" if keys else None)
        return spent

    return ten
