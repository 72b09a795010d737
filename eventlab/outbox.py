"""Outbox: events that are written in the transaction that they tell of, and sent after it.

Guarantee: an event added in a transaction is sent if, and only if, that is committed: it closes
the gap between "saved" and "told" (the dual write). `relay` sends at least once and in the order
of the commits: what was sent and not yet marked when a process died is sent again, so the
receivers need an `Inbox`. What is to be sent is what stands in the table. A relay that remembered
the last number sent, instead, could miss a transaction that took its number early and committed
late. (In SQLite none can: it gives out a number under the lock that one transaction at a time has
until it commits, so the numbers are in the order of the commits. PostgreSQL's sequences are not.)
"""

import inspect
import os
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from eventlab.event import Event
from eventlab.sqlite import Database, OnDatabase
from eventlab.sqlite_guest import Guest, Transaction, begin, file_of
from eventlab.unfinished import require_finished

_SCHEMA = (
    # AUTOINCREMENT never gives a number twice: a relay that marks late must not hit another event.
    """CREATE TABLE eventlab_outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        event BLOB NOT NULL                 -- as CloudEvents JSON
    )""",
)
_FORMAT = Guest("outbox", 1, _SCHEMA)
_ADD = "INSERT INTO eventlab_outbox (event) VALUES (?)"
_FIRST = "SELECT id, event FROM eventlab_outbox ORDER BY id LIMIT 1"
_MARK_SENT = "DELETE FROM eventlab_outbox WHERE id = ?"
_COUNT = "SELECT count(*) FROM eventlab_outbox"


class Outbox(OnDatabase):
    """The events of a database that are still to be sent. Safe with many threads and processes.

    Args:
        path: the database whose changes the events tell of; it is made if there is none.
        patience: seconds to wait for others who hold the database locked.

    Raises:
        ValueError: the file is no database, damaged, marked as another program's, or its outbox
            is of a newer version; it is left as it was.
        TimeoutError: others held the file locked for longer than `patience` (any method).
        OSError: no such folder, no permission, or no room on the disk (any method).
    """

    def __init__(self, path: str | os.PathLike[str], *, patience: float = 10.0) -> None:
        self._database = Database(path, _FORMAT, patience=patience)

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Return a transaction: `with outbox.transaction() as tx:`, then `tx.execute(sql, …)`.

        It is committed when the block ends, and rolled back if the block raises.
        """
        return begin(self._database)

    def add(self, tx: Transaction | sqlite3.Connection, event: Event) -> None:
        """Add an event to be sent once `tx` is committed.

        Args:
            tx: from `transaction`, or from an `Inbox`; or your own connection to this database,
                inside a transaction.
            event: what the transaction makes true.

        Raises:
            ValueError: `tx` is in no transaction, or is on another database.
            TypeError: what is added is no event.
        """
        if not isinstance(event, Event):
            raise TypeError(f"an outbox holds events, not a {type(event).__name__}")
        if not tx.in_transaction:
            raise ValueError("there is no transaction to add the event to: begin one first")
        if getattr(tx, "path", None) != self._database.path:  # which most often tells at once
            self._check_place(tx)
        tx.execute(_ADD, (event.to_json(),))

    def _check_place(self, tx: Transaction | sqlite3.Connection) -> None:
        file = file_of(tx)
        if not file or not self._database.path.samefile(file):
            raise ValueError(
                f"the transaction is on {file or 'a database in memory'}, and this outbox is in "
                f"{self._database.path}: both must be in one database"
            )

    def first(self) -> tuple[int, Event] | None:
        """Return the number and the event that is next to be sent, or None.

        Raises:
            ValueError: what stands there is no event; the message names its number.
        """
        for number, document in self._database.read(_FIRST):
            try:
                return number, Event.from_json(document)
            except ValueError as error:
                raise ValueError(f"number {number} of the outbox is no event: {error}") from None
        return None

    def mark_sent(self, number: int) -> None:
        """Take the event out: it has been sent. Doing so twice does no harm."""
        self._database.write(_MARK_SENT, (number,))

    def pending(self) -> int:
        """Count the events that are still to be sent."""
        return int(self._database.read(_COUNT)[0][0])


def relay(outbox: Outbox, publish: Callable[[Event], Any]) -> int:
    """Send what stands in the outbox, in order, until nothing does; return how many were sent.

    At least once: an event is marked as sent when `publish` has returned. Several relays may run
    at once; then some events are sent twice, yet none for the first time before its elders.

    Args:
        outbox: where the events are.
        publish: called with each event, such as `queue.put`; it must return only when the event is
            safe where it goes, and raise if it is not.

    Raises:
        Exception: what `publish` raised. Its event and all behind it stay, for the next relay.
        TypeError: `publish` is async, and nobody would await it.
    """
    if inspect.iscoroutinefunction(publish):
        raise TypeError("publish is async, and relay is not: nobody would await it")
    sent = 0
    while waiting := outbox.first():
        number, event = waiting
        require_finished(publish(event), "publish")
        outbox.mark_sent(number)
        sent += 1
    return sent
