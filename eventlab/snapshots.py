"""Snapshots: states that are remembered so that a long stream need not be folded from its start.

Guarantee: a cache that may be deleted at any time. A snapshot is found only under the schema that
it was saved with, and only if it is whole: what was cut short, changed on the disk, or no longer
fits its type is as if it were not there. Neither reading nor writing one ever fails a command.
Change `schema` whenever the state, or what `evolve` makes of an event, changes: a snapshot knows
what came of the past, not how, so an old one would go on telling what the old code made of it.
"""

import logging
import os
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any
from zlib import crc32

import msgspec

from eventlab.aggregate import Snapshot
from eventlab.frozen import require_text
from eventlab.sqlite import Database, OnDatabase
from eventlab.sqlite_format import Format

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # silent, unless the application sets logging up

_SCHEMA = (
    """CREATE TABLE snapshot (
        stream TEXT NOT NULL,
        schema TEXT NOT NULL,               -- of the state, and of what made it
        version INTEGER NOT NULL,           -- of the stream
        checksum INTEGER NOT NULL,          -- CRC-32 of the version and the body
        body BLOB NOT NULL,                 -- the state as JSON
        PRIMARY KEY (stream, schema)
    ) WITHOUT ROWID""",
)
_FORMAT = Format("snapshot cache", b"evsn", 1, _SCHEMA)
_LOAD = "SELECT version, checksum, body FROM snapshot WHERE stream = ? AND schema = ?"
_SAVE = "INSERT OR REPLACE INTO snapshot VALUES (?, ?, ?, ?, ?)"
_TROUBLE = (OSError, TimeoutError, ValueError)
Row = tuple[int, int, bytes]


class _Cache(ABC):
    """What both caches do: the state's JSON and its checksum, and how often one is saved."""

    def __init__(self, schema: str, type: Any, every: int) -> None:
        if every < 1:
            raise ValueError(f"every is {every}: a snapshot is saved after at least 1 event")
        self.schema, self.every = require_text("schema", schema), every
        self._decode: Callable[[bytes], Any] = msgspec.json.Decoder(type).decode
        self._saved: dict[str, int] = {}  # the version that was saved last, as far as we know

    def load(self, stream: str) -> Snapshot | None:
        """Return the newest snapshot of the stream that is whole and of this schema, or None."""
        try:
            if (row := self._find(stream)) is None:
                return None
            version, checksum, body = row
            if checksum != _checksum(version, body):
                raise ValueError("its checksum is wrong")
            state = self._decode(body)
        except _TROUBLE as error:
            _log.warning("the snapshot of %s is left out: %s", stream, error)
            return None
        self._saved[stream] = version
        return Snapshot(version, state)

    def save(self, stream: str, version: int, state: Any) -> None:
        """Remember the state, if `every` events have come since the last one that was saved.

        A state that JSON cannot carry, or a full disk, is logged and changes nothing.
        """
        if version - self._saved.get(stream, 0) < self.every:
            return
        try:
            body = msgspec.json.encode(state)
            self._keep(stream, (version, _checksum(version, body), body))
        except (*_TROUBLE, TypeError) as error:
            _log.warning("no snapshot of %s is saved: %s", stream, error)
            return
        self._saved[stream] = version

    @abstractmethod
    def _find(self, stream: str) -> Row | None: ...

    @abstractmethod
    def _keep(self, stream: str, row: Row) -> None: ...


class MemorySnapshots(_Cache):
    """Snapshots in this process's memory.

    Args:
        schema: names the state and what makes it, with a version ("cart/2").
        type: what the state is decoded as; see msgspec for what there is.
        every: so many events lie between two snapshots of a stream, at least.

    Raises:
        ValueError: no schema, or `every` below 1.
    """

    def __init__(self, schema: str, type: Any = Any, *, every: int = 100) -> None:
        super().__init__(schema, type, every)
        self._rows: dict[str, Row] = {}

    def _find(self, stream: str) -> Row | None:
        return self._rows.get(stream)

    def _keep(self, stream: str, row: Row) -> None:
        self._rows[stream] = row


class SqliteSnapshots(OnDatabase, _Cache):
    """Snapshots in a file of their own. Safe with many threads and many processes.

    Args:
        path: the file; it is made if there is none. It may be deleted when nobody has it open.
        schema: names the state and what makes it, with a version ("cart/2").
        type: what the state is decoded as; see msgspec for what there is.
        every: so many events lie between two snapshots of a stream, at least.
        patience: seconds to wait for others who hold the file locked.

    Raises:
        ValueError: no schema, `every` below 1, or a file that is no cache of snapshots, damaged
            or of a newer version.
        OSError: no such folder, or no permission.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        schema: str,
        type: Any = Any,
        *,
        every: int = 100,
        patience: float = 1.0,
    ) -> None:
        super().__init__(schema, type, every)
        self._database = Database(path, _FORMAT, patience=patience)

    def _find(self, stream: str) -> Row | None:
        rows = self._database.read(_LOAD, (stream, self.schema))
        return rows[0] if rows else None

    def _keep(self, stream: str, row: Row) -> None:
        self._database.write(_SAVE, (stream, self.schema, *row))


def _checksum(version: int, body: bytes) -> int:
    return crc32(body, version)
