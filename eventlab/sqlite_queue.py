"""SqliteQueue: a queue in one file, for many threads and many processes.

Guarantee: that of `eventlab.queue`, and a call that has returned is on the disk. A process killed
at any instruction loses nothing that was confirmed, and nothing acknowledged comes back. `get`
costs the same however many events wait: an index leads to those that are the first of their key.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from sqlite3 import Connection
from typing import Any

import msgspec

from eventlab.clock import Clock, SystemClock
from eventlab.event import Event
from eventlab.queue import (
    LEASE_RAN_OUT,
    DeadLetter,
    Delivery,
    QueueStats,
    StaleDelivery,
    check_count,
    check_delay,
    check_event,
    check_key,
    check_lease,
    check_reason,
    check_settings,
    wait_for_one,
)
from eventlab.sqlite import Database, OnDatabase
from eventlab.sqlite_format import Format

_AT_ONCE = 100  # rows read or moved in one step, so that no step takes long

_SCHEMA = (
    """CREATE TABLE event (
        id INTEGER PRIMARY KEY,             -- its place: the order of put
        key TEXT,
        head INTEGER NOT NULL,              -- 1: nothing of its key stands before it
        due REAL,                           -- when its delay or its lease ends; NULL: it is ready
        lease INTEGER,                      -- the number of its delivery; NULL: nobody has it
        attempt INTEGER NOT NULL DEFAULT 0,
        reasons TEXT NOT NULL DEFAULT '[]',
        body BLOB NOT NULL                  -- the event as CloudEvents JSON
    )""",
    "CREATE INDEX turn ON event (head, due)",
    "CREATE INDEX line ON event (key) WHERE key IS NOT NULL",
    """CREATE TRIGGER move_up AFTER DELETE ON event WHEN old.key IS NOT NULL BEGIN
        UPDATE event SET head = 1 WHERE id = (SELECT min(id) FROM event WHERE key = old.key);
    END""",
    """CREATE TABLE dead (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT,
        attempts INTEGER NOT NULL,
        reasons TEXT NOT NULL,
        body BLOB NOT NULL
    )""",
)
_FORMAT = Format("queue", b"evqu", 1, _SCHEMA, page_size=2048)

# A parameter that stands twice is given twice: of ?1, Python 3.12.0 to 3.12.3 warn by mistake.
_PUT = """
    INSERT INTO event (key, head, due, body)
    VALUES (?, NOT EXISTS (SELECT 1 FROM event WHERE key = ?), ?, ?)"""
_LEASE = """
    UPDATE event SET due = (SELECT now() + ?), lease = random(), attempt = attempt + 1
    WHERE id IN (SELECT id FROM event WHERE head = 1 AND due IS NULL ORDER BY id LIMIT ?)
    RETURNING id, lease, attempt, body"""
_LEASE_UNLESS_SOME_ARE_OVER = _LEASE.replace(
    "RETURNING",
    "AND NOT EXISTS (SELECT 1 FROM event WHERE head = 1 AND due <= ?) RETURNING",
)
_OVER = """
    SELECT id, lease, attempt, reasons FROM event
    WHERE head = 1 AND due <= ? ORDER BY due, id LIMIT ?"""
_MINE = "id = ? AND lease = ? AND due > ?"
_ACK = f"DELETE FROM event WHERE {_MINE}"  # noqa: S608
_EXTEND = f"UPDATE event SET due = now() + ? WHERE {_MINE}"  # noqa: S608
_FIND = f"SELECT id, attempt, reasons FROM event WHERE {_MINE}"  # noqa: S608
_GIVE_BACK = "UPDATE event SET due = ?, lease = NULL, reasons = ? WHERE id = ?"
_BURY = """
    INSERT INTO dead (key, attempts, reasons, body)
    SELECT key, attempt, ?, body FROM event WHERE id = ?"""
_DEAD = "SELECT id, body, attempts, reasons FROM dead WHERE id > ? ORDER BY id LIMIT ?"
_COUNT = """
    SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM dead),
        count(*) FILTER (WHERE lease IS NOT NULL AND due > ?),
        count(*) FILTER (WHERE lease IS NULL AND due > ?),
        count(*) FILTER (WHERE lease IS NOT NULL AND due <= ? AND attempt >= ?)
    FROM event WHERE head IN (0, 1) AND due IS NOT NULL"""


class _Receipt(tuple[int, int]):
    """The id of an event, and the number of the lease that its delivery has."""

    __slots__ = ()


class SqliteQueue(OnDatabase):
    """A queue in one file. Safe with many threads and many processes.

    What is leased when it is closed stays so until its lease runs out.

    Args:
        path: the file; it is made if there is none. All who use it should use the same settings.
        lease: seconds that a consumer has for one delivery.
        max_attempts: deliveries after which an event goes to the dead letters.
        clock: what measures leases, delays and waiting.
        patience: seconds to wait for others who hold the file locked.

    Raises:
        ValueError: settings out of range, or a file that is no queue, damaged or of a newer
            version; it is left as it was.
        TimeoutError: others held the file locked for longer than `patience` (any method).
        OSError: no such folder, no permission, or no room on the disk (any method). What was
            confirmed is safe; the call that raises has done nothing.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        lease: float = 30.0,
        max_attempts: int = 5,
        clock: Clock | None = None,
        patience: float = 10.0,
    ) -> None:
        check_settings(lease, max_attempts)
        self.lease = lease
        self.max_attempts = max_attempts
        self.clock = clock or SystemClock()
        self._database = Database(path, _FORMAT, patience=patience, now=self.clock.now)
        self.path = self._database.path

    def put(self, event: Event, *, key: str | None = None, delay: float = 0.0) -> None:
        """Add an event; when this returns, it is on the disk."""
        check_key(key)
        self._database.write(_PUT, (key, key, self._due(delay), check_event(event).to_json()))

    def put_many(
        self, events: Iterable[Event], *, key: str | None = None, delay: float = 0.0
    ) -> None:
        """Add all the events, or none, in one transaction."""
        check_key(key)
        due = self._due(delay)
        rows = [(key, key, due, check_event(event).to_json()) for event in events]
        with self._database.transaction() as tx:
            tx.executemany(_PUT, rows)

    def get(self, timeout: float = 0.0) -> Delivery | None:
        """Lease the first event that is ready, waiting up to `timeout` seconds for one."""
        return wait_for_one(self._lease, timeout, self.clock)

    def get_many(self, n: int) -> list[Delivery]:
        """Lease the first events that are ready, at most `n`, in one transaction."""
        check_count(n)
        return self._lease(n)

    def ack(self, *deliveries: Delivery) -> None:
        """Take the events out, in one transaction: they are done."""
        stale: Sequence[Delivery] = deliveries
        if len(deliveries) == 1:
            if self._database.write(_ACK, self._mine(deliveries[0])):
                return
        else:
            with self._database.transaction() as tx:
                stale = [d for d in deliveries if not tx.execute(_ACK, self._mine(d)).rowcount]
        if stale:
            raise StaleDelivery(*stale)

    def nack(self, delivery: Delivery, *, delay: float = 0.0, reason: str = "") -> None:
        """Give the event back, to be delivered again after `delay` seconds."""
        due, reason = self._due(delay), check_reason(reason)
        with self._database.transaction() as tx:
            if not (found := tx.execute(_FIND, self._mine(delivery)).fetchone()):
                raise StaleDelivery(delivery)
            id, attempt, reasons = found
            self._failed(tx, id, attempt, reasons, reason, due)

    def extend(self, delivery: Delivery, seconds: float) -> None:
        """Let the lease run out `seconds` from now instead."""
        check_lease(seconds)
        if not self._database.write(_EXTEND, (seconds, *self._mine(delivery))):
            raise StaleDelivery(delivery)

    def stats(self) -> QueueStats:
        """Count the events."""
        now = self.clock.now()
        [counts] = self._database.read(_COUNT, (now, now, now, self.max_attempts))
        alive, dead, leased, delayed, given_up = counts
        return QueueStats(alive - leased - delayed - given_up, leased, delayed, dead + given_up)

    def dead_letters(self) -> Iterator[DeadLetter]:
        """Yield what was given up, first come first, in constant memory."""
        moved = True
        while moved:
            with self._database.transaction() as tx:
                moved = self._sweep(tx, _AT_ONCE)
        last = 0
        while rows := self._database.read(_DEAD, (last, _AT_ONCE)):
            for last, body, attempts, reasons in rows:
                why = tuple(msgspec.json.decode(reasons))
                yield DeadLetter(last, Event.from_json(body), attempts, why)

    def redrive(self, id: int) -> None:
        """Put a dead letter's event again, from attempt 1."""
        with self._database.transaction() as tx:
            self._sweep(tx, _AT_ONCE)
            found = tx.execute(
                "SELECT key, key, NULL, body FROM dead WHERE id = ?", (id,)
            ).fetchone()
            if found is None:
                raise LookupError(f"there is no dead letter {id!r}")
            tx.execute("DELETE FROM dead WHERE id = ?", (id,))
            tx.execute(_PUT, found)

    def _due(self, delay: float) -> float | None:
        if not delay:
            return None
        check_delay(delay)
        return self.clock.now() + delay

    def _mine(self, delivery: Delivery) -> tuple[Any, ...]:
        """Return what finds the event if the delivery still counts."""
        if isinstance(delivery.receipt, _Receipt):
            return (*delivery.receipt, self.clock.now())
        return (None, None, None)  # another kind of queue has made it

    def _lease(self, n: int) -> list[Delivery]:
        now = self.clock.now()
        rows = self._database.write_returning(_LEASE_UNLESS_SOME_ARE_OVER, (self.lease, n, now))
        if not rows:
            with self._database.transaction() as tx:
                self._sweep(tx, max(n, _AT_ONCE))
                rows = tx.execute(_LEASE, (self.lease, n)).fetchall()
        rows.sort()  # SQLite returns them in no promised order
        return [
            Delivery(Event.from_json(body), attempt, _Receipt((id, lease)))
            for id, lease, attempt, body in rows
        ]

    def _sweep(self, tx: Connection, limit: int) -> bool:
        """End delays and leases that are over by now; return whether more of them may be left.

        After `limit` of them it stops: a million delays that end at once must not stall a `get`.
        """
        now = self.clock.now()
        while rows := tx.execute(_OVER, (now, limit)).fetchall():
            for id, lease, attempt, reasons in rows:
                if lease is None:
                    tx.execute(_GIVE_BACK, (None, reasons, id))
                else:
                    self._failed(tx, id, attempt, reasons, LEASE_RAN_OUT, None)
            if len(rows) == limit:
                return True
        return False

    def _failed(
        self, tx: Connection, id: int, attempt: int, reasons: str, reason: str, due: float | None
    ) -> None:
        """End a delivery that came to nothing: the event comes back, or is given up."""
        every = msgspec.json.encode([*msgspec.json.decode(reasons), reason]).decode()
        if attempt < self.max_attempts:
            tx.execute(_GIVE_BACK, (due, every, id))
        else:
            tx.execute(_BURY, (every, id))
            tx.execute("DELETE FROM event WHERE id = ?", (id,))
