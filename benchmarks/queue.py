"""SqliteQueue, beside bare sqlite3.

The limit is the same statements on the same kind of file with the same `synchronous`, run by hand
with events that are JSON bytes already. A queue of events must also write and read that JSON: what
`to_json` and `from_json` cost is measured apart. Peers are given the bytes. A RAM disk takes the
time of the real one out of the figures, where there is such a disk.
"""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks import queue_peers
from benchmarks.peers import ABSENT, peers
from benchmarks.ratio import RAM, Round, Rounds, Row, in_turns, now, row, timed
from eventlab import Delivery, Event, QueueStats, SqliteQueue
from eventlab.sqlite_queue import _ACK, _LEASE_UNLESS_SOME_ARE_OVER, _PUT

EVENT = Event("OrderPlaced", {"order": 7, "total": 12.5, "items": ["apple", "pear"]})
BODY = EVENT.to_json()
MILLION = 1_000_000
PEERS_WAITING = 100_000  # at most: they have no quick way to put a million
TURNS = 100
BATCH = 100
LESS = {
    "persist-queue, litequeue, huey": "no keys; `get` beside a backlog is measured with 100,000",
    "persist-queue": "no lease: what a consumer died with comes back when the file is opened "
    "anew; no dead letters; the rows that it keeps of what is done are cleared apart, untimed",
    "litequeue": "no lease and no dead letters; one connection; it writes with `synchronous` "
    "NORMAL, and is set to FULL here; `prune` is called apart, untimed; it has no batch to pop",
    "huey": "a queue of tasks: dequeued is gone, at most once, and there is nothing to "
    "acknowledge; with `fsync` and `strict_fifo`",
}


def measure(waiting: int = MILLION, turns: int = TURNS) -> Iterator[Row]:
    """Yield the figures, each with its limit. Takes a minute, and 1.3 GB with a million."""
    with tempfile.TemporaryDirectory(dir=RAM, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        yield from beside_sqlite("put, get and ack, one at a time", one_at_a_time(folder), turns)
        yield from beside_sqlite("put, get and ack, in batches of 100", in_batches(folder), turns)
        for what, keys in (("without keys", 0), ("with many keys", 10), ("one busy key", 1)):
            few, many = (get_among(folder, count, keys) for count in (1_000, waiting))
            what = f"get, {waiting:,} waiting beside 1,000, {what}"
            found = row(what, in_turns({"few": few, "many": many}, turns), 1.3)
            if not keys:
                others = grown_peers(folder, min(waiting, PEERS_WAITING), turns, found.limit)
                found = found._replace(peers=others)
            yield found


def beside_sqlite(what: str, rounds: Rounds, turns: int) -> Iterator[Row]:
    """Yield a row beside sqlite3, and one beside sqlite3 with the JSON of the events."""
    found = in_turns(rounds, turns)
    of_json = found.pop("JSON")
    main = row(what, found, 1.3)
    assert isinstance(of_json, float)
    yield main
    limit = main.limit + of_json
    yield main._replace(what="  beside sqlite3 and the JSON of the events", limit=limit, peers={})


def grown_peers(folder: Path, waiting: int, turns: int, limit: float) -> dict[str, float | str]:
    """Return what `limit` would be if it grew as much as a peer's get from 1,000 to so many."""

    def among(count: int) -> Rounds:
        return peers(
            **{
                module: partial(queue_peers.get_among, module, folder, BODY, count)
                for module in queue_peers.PEERS
            }
        )

    grown: dict[str, float | str] = {}
    few, many = among(1_000), among(waiting)
    for who, run in few.items():
        grown[who] = run if isinstance(run, str) else ABSENT
        if not isinstance(run, str):
            found = row("", in_turns({"few": run, "many": many[who]}, turns), 0)
            grown[who] = limit * found.ours / found.limit
    return grown


def by_hand(path: Path) -> sqlite3.Connection:
    """Open a queue file with the bare module."""
    SqliteQueue(path).close()
    connection = sqlite3.connect(path, isolation_level=None)
    connection.create_function("now", 0, time.time)
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def of_json(count: int) -> None:
    """Write and read the JSON of so many events."""
    for _ in range(count):
        EVENT.to_json()
        Event.from_json(BODY)


def one_at_a_time(folder: Path, count: int = 10) -> Rounds:
    """Make rounds of so many events: by hand, the queue, the peers, and the JSON alone."""
    queue, connection = SqliteQueue(folder / "one.db"), by_hand(folder / "one-by-hand.db")
    acked: list[Delivery] = []

    def raw() -> None:
        run = connection.execute
        for _ in range(count):
            run(_PUT, (None, None, None, BODY))
            [(id, lease, *_)] = run(_LEASE_UNLESS_SOME_ARE_OVER, (30.0, 1, time.time())).fetchall()
            run(_ACK, (id, lease, time.time()))

    def ours() -> None:
        for _ in range(count):
            queue.put(EVENT)
            if delivery := queue.get():
                queue.ack(delivery)
                acked.append(delivery)

    def one(module: str) -> Callable[[], Round]:
        return lambda: queue_peers.one_at_a_time(module, folder, BODY, count)

    return {
        "sqlite3": timed(raw, count, after=lambda: check_by_hand(connection)),
        "eventlab": timed(ours, count, after=lambda: check(queue, acked, count)),
        **peers(**{module: one(module) for module in queue_peers.PEERS}),
        "JSON": timed(lambda: of_json(count), count),
    }


def in_batches(folder: Path) -> Rounds:
    """Make rounds of one batch: by hand, the queue, the peers that can, and the JSON alone."""
    queue, connection = SqliteQueue(folder / "many.db"), by_hand(folder / "many-by-hand.db")
    acked: list[Delivery] = []

    def raw() -> None:
        run = connection.execute
        run("BEGIN IMMEDIATE")
        connection.executemany(_PUT, [(None, None, None, BODY)] * BATCH)
        run("COMMIT")
        got = run(_LEASE_UNLESS_SOME_ARE_OVER, (30.0, BATCH, time.time())).fetchall()
        run("BEGIN IMMEDIATE")
        connection.executemany(_ACK, [(id, lease, time.time()) for id, lease, *_ in got])
        run("COMMIT")

    def ours() -> None:
        queue.put_many([EVENT] * BATCH)
        queue.ack(*(got := queue.get_many(BATCH)))
        acked.extend(got)

    return {
        "sqlite3": timed(raw, BATCH, after=lambda: check_by_hand(connection)),
        "eventlab": timed(ours, BATCH, after=lambda: check(queue, acked, BATCH)),
        **peers(
            persistqueue="no batches",
            litequeue=lambda: queue_peers.in_batches(folder, BODY, BATCH),
            huey="no batches",
        ),
        "JSON": timed(lambda: of_json(BATCH), BATCH),
    }


def check(queue: SqliteQueue, acked: list[Delivery], count: int) -> None:
    """Refuse a round that lost an event or left one behind, and count from 0 again."""
    found, left = [delivery.event for delivery in acked], queue.stats()
    acked.clear()
    if found != [EVENT] * count or left != QueueStats(0, 0, 0, 0):
        raise AssertionError(f"{len(found)} events of {count} were acknowledged, and {left} left")


def check_by_hand(connection: sqlite3.Connection) -> None:
    """Refuse a round by hand that left something behind."""
    [(left,)] = connection.execute("SELECT count(*) FROM event").fetchall()
    if left:
        raise AssertionError(f"{left} events are left")


def get_among(folder: Path, waiting: int, keys: int) -> Round:
    """Make rounds of ten gets on a queue in which so many wait; their acks are not timed.

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
            if delivery is None:
                raise AssertionError(f"none of {waiting:,} events was given")
            queue.ack(delivery)
            queue.put(EVENT, key="key 0" if keys else None)
        return spent / 10

    return ten
