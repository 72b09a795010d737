"""Inbox: remembers which events took effect, in the same transaction as the effect.

Guarantee: effectively once, for every effect that lives in this database. The effect and the
record of the event's (source, id) are committed together or not at all, so neither a crash nor a
second delivery, at any moment, leaves an effect without its record or has it twice.

What it does not cover: an effect outside the database (a mail, a payment) has happened even if the
transaction is rolled back; it needs an idempotency key of its own. And the memory is finite:
`prune` forgets, and a duplicate that is older than that has its effect again.
"""

import os
from collections.abc import Callable
from typing import Any

from eventlab.clock import Clock, SystemClock
from eventlab.event import Event
from eventlab.sqlite import Database, OnDatabase
from eventlab.sqlite_guest import Guest, Transaction, begin

_SCHEMA = (
    """CREATE TABLE eventlab_inbox (
        name TEXT NOT NULL,                 -- whose inbox it is
        source TEXT NOT NULL,
        id TEXT NOT NULL,                   -- of the event: unique within its source
        seen REAL NOT NULL,                 -- when, in seconds since 1970
        PRIMARY KEY (name, source, id)
    ) WITHOUT ROWID""",
)
_FORMAT = Guest("inbox", 1, _SCHEMA)
_RECORD = "INSERT INTO eventlab_inbox VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_FORGET = "DELETE FROM eventlab_inbox WHERE name = ? AND seen < ?"


class Inbox(OnDatabase):
    """The record of a consumer's events, beside the tables that its effects change.

    Safe with many threads and processes; the effects take turns, since one transaction at a time
    writes to an SQLite file. So keep them short.

    Args:
        path: the database that the effects are in; it is made if there is none.
        name: whose inbox it is. Two consumers that do different things with the same events need
            two names: each has to handle every event.
        clock: what `prune` measures ages by.
        patience: seconds to wait for others who hold the database locked.

    Raises:
        ValueError: the file is no database, damaged, marked as another program's, or its inbox is
            of a newer version; it is left as it was.
        TimeoutError: others held the file locked for longer than `patience` (any method).
        OSError: no such folder, no permission, or no room on the disk (any method).
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        name: str = "inbox",
        clock: Clock | None = None,
        patience: float = 10.0,
    ) -> None:
        self.name = name
        self.clock = clock or SystemClock()
        self._database = Database(path, _FORMAT, patience=patience)

    def once(self, event: Event, effect: Callable[[Event, Transaction], Any]) -> bool:
        """Call `effect(event, tx)` unless the event has had its effect; return whether it did so.

        What `effect` does with `tx.execute` is committed together with the record. If it raises,
        both are rolled back, and the error comes out: the event may be tried again.

        Raises:
            RuntimeError: this thread has a transaction on the database already.
        """
        key = (self.name, event.source, event.id)
        with begin(self._database) as tx:
            if tx.execute(_RECORD, (*key, self.clock.now())).rowcount == 0:
                return False
            effect(event, tx)
        return True

    def prune(self, older_than: float) -> int:
        """Forget the events that were seen more than `older_than` seconds ago; return how many.

        Choose it longer than any duplicate can be late: the longest delay of a retry times the
        attempts, the retention of a log, the longest time that somebody may redrive after.

        Raises:
            ValueError: `older_than` is negative.
        """
        if not older_than >= 0:
            raise ValueError(f"older_than is {older_than}: a number of seconds from 0 on")
        return self._database.write(_FORGET, (self.name, self.clock.now() - older_than))
