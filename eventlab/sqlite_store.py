"""SqliteStore: an event store in one file, for many threads and many processes.

Guarantee: that of `eventlab.store`, and an append that has returned is on the disk. A process
killed at any instruction leaves whole batches only. Writers take turns, so positions become
visible in their order, and none is ever used twice: nothing is deleted.
"""

import os
from collections.abc import Iterable, Iterator
from typing import Any

from eventlab.event import Event
from eventlab.frozen import require_text
from eventlab.sqlite import Database, OnDatabase
from eventlab.sqlite_format import Format
from eventlab.store import ANY, Expected, Recorded, check_append, check_range, check_version

_LAST = 2**63 - 1  # SQLite has no larger number
_PAGE = 100  # events read at once: no query holds the file for long, and memory stays constant

_SCHEMA = (
    """CREATE TABLE event (
        position INTEGER PRIMARY KEY,
        stream TEXT NOT NULL,
        version INTEGER NOT NULL,           -- in its stream, from 1
        body BLOB NOT NULL                  -- the event as CloudEvents JSON
    )""",
    "CREATE UNIQUE INDEX place ON event (stream, version)",
)
_FORMAT = Format("store", b"evst", 1, _SCHEMA)

_VERSION = "SELECT max(version) FROM event WHERE stream = ?"
_APPEND = "INSERT INTO event (stream, version, body) VALUES (?, ?, ?)"
_READ = """
    SELECT stream, version, position, body FROM event
    WHERE stream = ? AND version > ? ORDER BY version LIMIT ?"""
_READ_ALL = """
    SELECT stream, version, position, body FROM event
    WHERE position > ? ORDER BY position LIMIT ?"""

_VERSION_AT, _POSITION_AT = 1, 2  # columns: what the next page of a stream, or of all, goes on from


class SqliteStore(OnDatabase):
    """A store in one file. Safe with many threads and many processes.

    Args:
        path: the file; it is made if there is none.
        patience: seconds to wait for others who hold the file locked.

    Raises:
        ValueError: the file is no store, damaged or of a newer version; it is left as it was (any
            method).
        TimeoutError: others held the file locked for longer than `patience` (any method).
        OSError: no such folder, no permission, or no room on the disk (any method). What was
            appended is safe; the call that raises has appended nothing.
    """

    def __init__(self, path: str | os.PathLike[str], *, patience: float = 10.0) -> None:
        self._database = Database(path, _FORMAT, patience=patience)
        self.path = self._database.path

    def append(
        self, stream: str, events: Iterable[Event], *, expected: int | Expected = ANY
    ) -> int:
        """Add the events, all of them or none; when this returns, they are on the disk."""
        stream, new = check_append(stream, events, expected)
        bodies = [event.to_json() for event in new]
        with self._database.transaction() as connection:
            version = connection.execute(_VERSION, (stream,)).fetchone()[0] or 0
            check_version(stream, expected, version)
            connection.executemany(
                _APPEND, [(stream, n, body) for n, body in enumerate(bodies, start=version + 1)]
            )
        return int(version) + len(new)

    def read(self, stream: str, *, after: int = 0, limit: int | None = None) -> Iterator[Recorded]:
        """Yield the events of a stream, in order, a page at a time."""
        stream = require_text("stream", stream)
        check_range(after, limit)
        return self._pages(_READ, (stream,), _VERSION_AT, after, limit)

    def read_all(self, *, after: int = 0, limit: int | None = None) -> Iterator[Recorded]:
        """Yield the events of all streams by their positions, a page at a time."""
        check_range(after, limit)
        return self._pages(_READ_ALL, (), _POSITION_AT, after, limit)

    def _pages(
        self, query: str, of: tuple[Any, ...], place: int, after: int, limit: int | None
    ) -> Iterator[Recorded]:
        after, left = min(after, _LAST), limit
        while left is None or left > 0:
            size = _PAGE if left is None else min(_PAGE, left)
            rows = self._database.read(query, (*of, after, size))
            for stream, version, position, body in rows:
                try:
                    event = Event.from_json(body)
                except ValueError as error:
                    where = f"{self.path} is damaged at position {position}"
                    raise ValueError(f"{where}: {error}") from error
                yield Recorded(event, stream, version, position)
            if not rows:
                return
            after = rows[-1][place]
            left = None if left is None else left - len(rows)
