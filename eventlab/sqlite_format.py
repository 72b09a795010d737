"""Format: a kind of SQLite file, and how to tell such a file from every other.

Guarantee: `examine` refuses a file that is foreign, cut short or of a newer version by reading its
bytes and no more. SQLite itself would write to it, or leave files beside it, before one could ask.
The fields are those of https://sqlite.org/fileformat2.html#the_database_header.
"""

import errno
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MAGIC = b"SQLite format 3\0"
_HEADER = 100  # bytes


class NewerVersion(ValueError):
    """The file was written by a newer eventlab. There is nothing wrong with it."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of database file.

    Args:
        name: what it is, in a word ("queue").
        id: four ASCII letters that mark such a file: SQLite's `application_id`.
        version: of the schema, from 1: SQLite's `user_version`.
        schema: the SQL statements that make an empty one.
        page_size: in bytes. A commit writes whole pages: small ones suit small changes.
    """

    name: str
    id: bytes
    version: int
    schema: tuple[str, ...]
    page_size: int = 4096

    def examine(self, path: Path) -> None:
        """Return if there is such a file at `path`, or nothing yet; leave all as it is.

        Raises:
            ValueError: the file is foreign, cut short, or (`NewerVersion`) of a newer version.
            OSError: it cannot be read, or there is no such folder.
        """
        log = _beside(path, "-wal")
        ahead = log.exists() and log.stat().st_size > 0  # asked first: a log begins after its file
        try:
            with path.open("rb") as file:
                header = file.read(_HEADER)
        except FileNotFoundError:
            if path.parent.is_dir():
                return
            raise FileNotFoundError(errno.ENOENT, "no such folder", str(path.parent)) from None
        if not header and not ahead:
            return  # as `tempfile` makes them
        if len(header) < _HEADER or not header.startswith(_MAGIC):
            raise ValueError(f"{path} is no eventlab {self.name}: not a database, or cut short")
        self.check(path, header[68:72], _number(header[60:64]))
        if not _beside(path, "-journal").exists():  # if so, SQLite has the making of it in hand
            _check_size(path, log, _number(header[16:18]), _number(header[28:32]))

    def check(self, path: Path, id: bytes, version: int) -> None:
        """Refuse the marks of a file of another kind, or of a newer version."""
        if id != self.id:
            raise ValueError(f"{path} is no eventlab {self.name}: a database marked {id!r}")
        if version > self.version:
            raise NewerVersion(
                f"{path} is of version {version}, and this eventlab knows version {self.version}: "
                "update eventlab"
            )

    def make(self, connection: sqlite3.Connection) -> None:
        """Make the schema and the marks in an empty file, unless somebody just has."""
        connection.execute(f"PRAGMA page_size = {self.page_size}")
        connection.execute("BEGIN IMMEDIATE")
        if pragma(connection, "application_id") == 0:
            for statement in self.schema:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {_number(self.id)}")
            connection.execute(f"PRAGMA user_version = {self.version}")
        connection.execute("COMMIT")


def pragma(connection: sqlite3.Connection, text: str) -> Any:
    """Run a PRAGMA and return its value."""
    return connection.execute(f"PRAGMA {text}").fetchone()[0]


def _check_size(path: Path, log: Path, page_size: int, pages: int) -> None:
    """Refuse a file that lacks pages which the write-ahead log does not have either."""
    whole = pages * page_size
    if path.stat().st_size >= whole:
        return
    written = _pages(log, page_size) if log.exists() else set()
    size = path.stat().st_size  # asked again: what has left the log by now is in the file
    if not written.issuperset(range(size // page_size + 1, pages + 1)):
        raise ValueError(
            f"{path} is cut short: it has {size} of its {whole} bytes. Take a copy that is whole"
        )


def _pages(log: Path, page_size: int) -> set[int]:
    """Return the numbers of the pages that a write-ahead log holds."""
    found = set()
    with log.open("rb") as file:
        file.seek(32)
        while len(frame := file.read(24)) == 24:
            found.add(_number(frame[:4]))
            file.seek(page_size, os.SEEK_CUR)
    return found


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _number(field: bytes) -> int:
    return int.from_bytes(field, "big")
