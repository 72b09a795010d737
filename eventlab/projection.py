"""Projection: a read model that is computed from a store's events, and can be computed again.

Guarantee: every event has its effect on the read model once, in the order of the positions. The
checkpoint (the position of the last event applied) lies in the database of the read model, and
both change in one transaction: a crash, an error or a second process that runs the same projection
never leaves an effect without its checkpoint, or has it twice.

What it does not cover: a handler runs again at every rebuild, so it changes the read model and
nothing else (no mail, no payment). And the read model is late: what was appended is seen there
after the next `catch_up`, which `position` and `lag` tell.
"""

import inspect
import json
import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from itertools import takewhile
from typing import Any, NamedTuple

from msgspec.structs import replace

from eventlab.clock import Clock, SystemClock
from eventlab.event import Event
from eventlab.frozen import require_text
from eventlab.sqlite import Database, OnDatabase
from eventlab.sqlite_guest import Guest, Transaction, begin
from eventlab.store import EventStore, Recorded, check_range
from eventlab.unfinished import require_finished

Handler = Callable[[Recorded, Transaction], Any]

_SCHEMA = (
    """CREATE TABLE eventlab_projection (
        name TEXT PRIMARY KEY,
        version INTEGER NOT NULL,           -- of the code that made the read model
        position INTEGER NOT NULL,          -- the checkpoint: of the last event applied
        made TEXT NOT NULL                  -- the tables and views of the read model, as JSON
    )""",
)
_FORMAT = Guest("projection", 1, _SCHEMA)
_FIND = "SELECT version, position, made FROM eventlab_projection WHERE name = ?"
_NOTE = "INSERT OR REPLACE INTO eventlab_projection VALUES (?, ?, ?, ?)"
_MOVE = "UPDATE eventlab_projection SET position = ? WHERE name = ?"
_MADE = """
    SELECT type, name FROM sqlite_schema
    WHERE type IN ('table', 'view') AND name NOT GLOB 'sqlite_*' ORDER BY rowid"""
_NO_END = 2**62  # a position that no store reaches


class RebuildNeeded(Exception):
    """The read model does not follow from this code and this store; `rebuild` makes it anew."""


class Lag(NamedTuple):
    """How far a read model is behind: in positions, and by the age of the first event it lacks."""

    positions: int
    seconds: float


class Projection(OnDatabase):
    """A read model in tables of its own, and how far it has come.

    Several processes may run the same projection, and several projections may share a database:
    they take turns. Read the tables with any connection to the database; write to them in handlers
    only.

    Args:
        store: where the events are.
        path: the database of the read model; it is made if there is none.
        schema: the SQL statement, or statements, that make the read model's tables, empty.
        handlers: what each type of event does to them: `handler(recorded, tx)`. Events of other
            types are passed over.
        name: whose checkpoint it is; two projections in one database need two names.
        version: raise it with every change of the handlers or the schema. What another version
            has made is refused until `rebuild`.
        batch: so many events at most are applied in one transaction.
        upcast: brings an event up to its newest version (`SchemaRegistry.upcast`).
        clock: what `lag` measures ages by.
        patience: seconds to wait for others who hold the database locked.

    Raises:
        ValueError: no name, a version or a batch below 1; or the file is no database, damaged,
            marked as another program's, or its projections are of a newer format.
        TypeError: a handler is no function, or is async, and nobody would await it.
        sqlite3.Error: what is wrong with the schema; nothing of it was made.
        TimeoutError: others held the file locked for longer than `patience` (any method).
        OSError: no such folder, no permission, or no room on the disk (any method).
    """

    def __init__(
        self,
        store: EventStore,
        path: str | os.PathLike[str],
        schema: Iterable[str],
        handlers: Mapping[str, Handler],
        *,
        name: str = "projection",
        version: int = 1,
        batch: int = 100,
        upcast: Callable[[Event], Event] | None = None,
        clock: Clock | None = None,
        patience: float = 10.0,
    ) -> None:
        if version < 1 or batch < 1:
            raise ValueError(f"version is {version} and batch is {batch}: both are at least 1")
        for type, handler in handlers.items():
            if not callable(handler) or inspect.iscoroutinefunction(handler):
                raise TypeError(f"the handler of {type} is {handler!r}: pass a plain function")
        self.name, self.version = require_text("name", name), version
        self._store, self._handlers = store, dict(handlers)
        self._schema = [schema] if isinstance(schema, str) else list(schema)
        self._batch, self._upcast = batch, upcast
        self._clock = clock or SystemClock()
        self._database = Database(path, _FORMAT, patience=patience)
        self.path = self._database.path
        if not self._database.read(_FIND, (self.name,)):  # who only opens it waits for nobody
            with begin(self._database) as tx:
                if not tx.execute(_FIND, (self.name,)).fetchone():  # nobody has been quicker
                    self._make(tx)

    @property
    def position(self) -> int:
        """The checkpoint: the read model has all events up to here, and none behind it."""
        return int(self._database.read(_FIND, (self.name,))[0][1])

    def catch_up(self, limit: int | None = None) -> int:
        """Apply what the store has behind the checkpoint; return how many events that were.

        It goes on, a batch at a time, until there are no more. A handler that raises stops it: its
        batch is rolled back, those before it stay, and the error, which comes out with a note of
        the event's place, comes again at the next call. Passing over the event would leave a read
        model that is wrong for good: mend the handler.

        Args:
            limit: go past so many events at most.

        Raises:
            RebuildNeeded: another version of the code has made the read model, or the store ends
                before the checkpoint (another store, or an old copy of it).
            Exception: whatever a handler raised.
            RuntimeError: called from within a handler.
            ValueError: the limit is negative.
        """
        check_range(0, limit)
        done = 0
        while (size := self._batch if limit is None else min(self._batch, limit - done)) > 0:
            with begin(self._database) as tx:
                position = self._checkpoint(tx)
                # The event at the checkpoint is read again, to see that this store has it.
                found = list(self._store.read_all(after=max(position - 1, 0), limit=size + 1))
                if position and [recorded.position for recorded in found[:1]] != [position]:
                    raise RebuildNeeded(
                        f"{self.name} has applied position {position}, which this store does not "
                        "have: is it another one, or an old copy? Call rebuild()"
                    )
                applied = self._apply(found[1:] if position else found[:size], tx)
            done += applied
            if applied < size:
                break
        return done

    def rebuild(self) -> int:
        """Make the read model anew from the first event; return how many events that took.

        One transaction: whoever reads meanwhile finds the old model, then at once the new one, and
        if it fails, the old one stays. Others who write to this database wait until it is done, so
        give a model that takes long to build a database of its own. Appending to the store goes
        on: the new model ends with what the store had at the beginning, and `catch_up` adds the
        rest.

        Raises:
            Exception: whatever a handler raised.
            RuntimeError: called from within a handler.
        """
        with begin(self._database) as tx:
            for kind, name in json.loads(tx.execute(_FIND, (self.name,)).fetchone()[2]):
                tx.execute('DROP {} IF EXISTS "{}"'.format(kind, name.replace('"', '""')))
            self._make(tx)
            end = self._end(0)
            return self._apply(takewhile(lambda r: r.position <= end, self._store.read_all()), tx)

    def lag(self) -> Lag:
        """Return how far the read model is behind the store."""
        position = self.position
        for recorded in self._store.read_all(after=position, limit=1):
            age = self._clock.now() - recorded.event.time.timestamp()
            return Lag(self._end(position) - position, max(age, 0.0))
        return Lag(0, 0.0)

    def _make(self, tx: Transaction) -> None:
        """Make empty tables, and note which they are: the next version may not know them."""
        before = set(tx.execute(_MADE))
        for statement in self._schema:
            tx.execute(statement)
        made = [each for each in tx.execute(_MADE) if each not in before]
        tx.execute(_NOTE, (self.name, self.version, 0, json.dumps(made)))

    def _checkpoint(self, tx: Transaction) -> int:
        version, position, _ = tx.execute(_FIND, (self.name,)).fetchone()
        if version != self.version:
            raise RebuildNeeded(
                f"the read model of {self.name} was made by version {version}, and this is "
                f"version {self.version}: call rebuild(), once no process runs the other"
            )
        return int(position)

    def _apply(self, events: Iterable[Recorded], tx: Transaction) -> int:
        count = position = 0
        for recorded in events:
            count, position = count + 1, recorded.position
            try:
                self._handle(recorded, tx)
            except Exception as error:
                error.add_note(
                    f"{self.name} stopped before position {position}: {recorded.event.type}, "
                    f"version {recorded.version} of stream {recorded.stream!r}"
                )
                raise
        if count:
            tx.execute(_MOVE, (position, self.name))
        return count

    def _handle(self, recorded: Recorded, tx: Transaction) -> None:
        if self._upcast:
            recorded = replace(recorded, event=self._upcast(recorded.event))
        if handler := self._handlers.get(recorded.event.type):
            require_finished(handler(recorded, tx), "the handler")

    def _end(self, after: int) -> int:
        """Return the store's last position, from `after` on: behind it there is nothing."""

        def nothing_behind(position: int) -> bool:
            return not any(True for _ in self._store.read_all(after=position, limit=1))

        return bisect_left(range(_NO_END), True, lo=after, key=nothing_behind)
