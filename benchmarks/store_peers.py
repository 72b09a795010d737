"""eventsourcing, the peer of SqliteStore and Projection, used as its documentation says.

It writes ahead (WAL) with `synchronous=FULL`, as ours does. Its recorder is given bytes; its
replay is that of an aggregate with decorated methods, from its own JSON.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import StoredEvent, Tracking
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteDatastore,
    SQLiteTrackingRecorder,
)

from benchmarks.ratio import Round, timed


class Account(Aggregate):
    """What was paid on it."""

    @event("Opened")
    def __init__(self) -> None:
        self.total = 0

    @event("Paid")
    def pay(self, order: str, amount: int, currency: str) -> None:
        """Pay for an order."""
        self.total += amount


class Sales(SQLiteTrackingRecorder):
    """The read model: how much was sold in each currency."""

    def construct_create_table_statements(self) -> list[str]:
        table = "CREATE TABLE sold (currency TEXT PRIMARY KEY, total INTEGER NOT NULL)"
        return [*super().construct_create_table_statements(), table]

    def add(self, currency: str, amount: int, tracking: Any, upsert: str) -> None:
        """Count a sale, and note in the same transaction that it is counted."""
        with self.datastore.transaction(commit=True) as cursor:
            self._insert_tracking(cursor, tracking)
            cursor.execute(upsert, (currency, amount))


def append(path: Path, body: bytes, batch: int, rounds: int) -> Round:
    """Make rounds of so many commits of `batch` events each, on the recorder."""
    recorder = SQLiteApplicationRecorder(SQLiteDatastore(str(path)))
    recorder.create_table()
    stream, version = uuid4(), 0

    def work() -> None:
        nonlocal version
        for _ in range(rounds):
            recorder.insert_events(
                [StoredEvent(stream, version + n, "paid", body) for n in range(1, batch + 1)]
            )
            version += batch

    def check() -> None:
        if recorder.max_notification_id() != version:
            raise AssertionError(f"there are not {version} events")

    return timed(work, rounds * batch, after=check)


def account(path: Path, count: int) -> tuple[Any, Any]:
    """Make an application, and an account in it on which so many times was paid."""
    settings = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}
    application, made = Application(env=settings), Account()
    for _ in range(count):
        made.pay("order-7", 1250, "EUR")
    application.save(made)
    return application, made.id


def replay(path: Path, count: int) -> Round:
    """Make rounds of one replay of so many events."""
    application, id = account(path, count)
    found: list[Any] = []

    def check() -> None:
        if found.pop().total != count * 1250:
            raise AssertionError("the replay lost something")

    def work() -> None:
        found.append(application.repository.get(id))

    return timed(work, count, after=check)


def project(path: Path, count: int, upsert: str) -> Round:
    """Make rounds of a projection of so many events, each in a transaction of its own."""
    application, _ = account(path, count)
    views: list[Path] = []

    def work() -> None:
        views.append(path.with_suffix(f".{len(views)}.view"))
        view = Sales(SQLiteDatastore(str(views[-1])))
        view.create_table()
        log, mapper = application.notification_log, application.mapper
        start = 1
        while notifications := log.select(start, limit=10):
            for each in notifications:
                found = mapper.to_domain_event(each)
                if type(found).__name__ == "Paid":
                    view.add(found.currency, found.amount, Tracking("shop", each.id), upsert)
            start = notifications[-1].id + 1
        view.datastore.close()

    def check() -> None:
        with closing(sqlite3.connect(views[-1])) as connection:
            if connection.execute("SELECT * FROM sold").fetchall() != [("EUR", count * 1250)]:
                raise AssertionError("the read model is wrong")

    return timed(work, count, after=check)
