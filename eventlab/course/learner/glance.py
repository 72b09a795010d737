"""Reading a store that nobody can write: the disk is full, or the folder is read-only."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from eventlab.event import Event
from eventlab.store import Recorded

_UNWRITABLE = (
    *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN),
    *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR),
)


def unwritable(error: Exception) -> bool:
    """Say whether this is the error of a place that cannot be written, be it only for now."""
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNWRITABLE
    return isinstance(error, OSError) and not isinstance(error, TimeoutError)


class Glance:
    """The events of a store's file, as they lie there.

    To open it in the usual way, SQLite must write a file beside it. As "immutable" it is read
    without, which is safe because nobody writes (https://sqlite.org/uri.html). What a killed kernel
    left in the log comes back when the disk can be written again.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, stream: str, *, after: int = 0) -> Iterator[Recorded]:
        """Yield the events of a stream, in order."""
        return self._look("stream = ? AND version > ? ORDER BY version", stream, after)

    def read_all(self, *, after: int = 0) -> Iterator[Recorded]:
        """Yield the events of all streams, by their positions."""
        return self._look("position > ? ORDER BY position", after)

    def _look(self, which: str, *parameters: str | int) -> Iterator[Recorded]:
        uri = f"{self._path.absolute().as_uri()}?immutable=1"
        query = f"SELECT body, stream, version, position FROM event WHERE {which}"  # noqa: S608  ours
        with closing(sqlite3.connect(uri, uri=True)) as file:
            for body, stream, version, position in file.execute(query, parameters).fetchall():
                yield Recorded(Event.from_json(body), stream, version, position)
