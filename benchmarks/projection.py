"""Projection.catch_up, beside the same upserts in bare sqlite3.

The limit reads the same rows by hand, decodes their JSON, and commits an upsert for each with one
checkpoint for each batch of 100: what a read model needs that must not count twice after a crash.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from benchmarks.peers import peers
from benchmarks.ratio import RAM, Rounds, Row, in_turns, row, timed
from benchmarks.store import by_hand, filled
from eventlab import Projection
from eventlab.sqlite_guest import Transaction
from eventlab.store import Recorded

REACH = 0  # the design names none: for information
COUNT, BATCH = 100_000, 100
TURNS = 7
SOLD = "CREATE TABLE sold (currency TEXT PRIMARY KEY, total INTEGER NOT NULL)"
UPSERT = """
    INSERT INTO sold VALUES (?, ?)
    ON CONFLICT (currency) DO UPDATE SET total = total + excluded.total"""
LESS = {
    "eventsourcing": "2,000 events, each with its checkpoint in a transaction of its own: it has "
    "no batches, and SQLite no subscriptions there, so the log is read by hand",
}


def measure(count: int = COUNT, turns: int = TURNS) -> Iterator[Row]:
    """Yield the figures, each with its limit. Takes half a minute."""
    with tempfile.TemporaryDirectory(dir=RAM, ignore_cleanup_errors=True) as name:
        for batch in (BATCH, 1):
            folder = Path(name) / str(batch)
            folder.mkdir()
            some = count if batch > 1 else count // 50
            found = in_turns(rounds(folder, some, batch), turns)
            what = f"{batch} a transaction" if batch > 1 else "one per transaction"
            yield row(f"catch_up of {some:,} events, {what}", found, REACH)


def count_sale(recorded: Recorded, tx: Transaction) -> None:
    """Handle an event of the projection."""
    data = recorded.event.data
    tx.execute(UPSERT, (data["currency"], data["amount"]))


def rounds(folder: Path, count: int, batch: int) -> Rounds:
    """Make rounds that build a new read model each: by hand, the projection, the peer."""
    store = filled(folder / "store.db", count)
    source = by_hand(folder / "store.db")
    paths: list[Path] = []

    def new() -> Path:
        paths.append(folder / f"model-{len(paths)}.db")
        return paths[-1]

    def raw() -> None:
        decode = msgspec.json.Decoder().decode
        with closing(sqlite3.connect(new(), isolation_level=None)) as model:
            run = model.execute
            run("PRAGMA journal_mode = WAL")
            run("PRAGMA synchronous = FULL")
            run(SOLD)
            run("CREATE TABLE checkpoint (position INTEGER NOT NULL)")
            run("INSERT INTO checkpoint VALUES (0)")
            rows = source.execute("SELECT position, body FROM event ORDER BY position")
            while page := rows.fetchmany(batch):
                run("BEGIN IMMEDIATE")
                for position, body in page:  # noqa: B007  the last is used
                    data = decode(body)["data"]
                    run(UPSERT, (data["currency"], data["amount"]))
                run("UPDATE checkpoint SET position = ?", (position,))
                run("COMMIT")

    def ours() -> None:
        handlers = {"OrderPaid": count_sale}
        with Projection(store, new(), SOLD, handlers, batch=batch) as projection:
            projection.catch_up()

    def of_a_peer() -> Callable[[], float]:
        from benchmarks import store_peers

        return store_peers.project(folder / "eventsourcing.db", count, UPSERT)

    def check() -> None:
        path = paths[-1]
        with closing(sqlite3.connect(path)) as model:
            found = model.execute("SELECT * FROM sold").fetchall()
        for file in folder.glob(f"{path.name}*"):
            file.unlink()
        if found != [("EUR", count * 1250)]:
            raise AssertionError(f"the read model has {found}")

    return {
        "sqlite3": timed(raw, count, after=check),
        "eventlab": timed(ours, count, after=check),
        **peers(eventsourcing=of_a_peer if batch == 1 else "no batches"),
    }
