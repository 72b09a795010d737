"""Database: one SQLite file, for many threads and many processes.

Guarantee: what was committed is on the disk, and a process killed at any instruction leaves a file
that opens with all of it. Every connection writes ahead (WAL) with `synchronous=FULL`; that is
asserted, not hoped for. A file that is not of the right format is refused and stays byte for byte
as it was. A locked file is waited for. Each error says what is wrong with which file, and what to
do. (https://sqlite.org/wal.html)
"""

import errno
import os
import random
import sqlite3
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from eventlab.sqlite_format import Format, pragma

Parameters = tuple[Any, ...]

_OLDEST = (3, 35)  # the first SQLite with RETURNING
_LOOK = 10  # milliseconds of one wait for a locked file: it looks after 1, 3 and 8 of them
_OFTEN = 5_000  # rows written, about 1,000 pages, after which the log is copied into the file
_TROUBLE = {
    sqlite3.SQLITE_FULL: (errno.ENOSPC, "no room is left on the disk; what was confirmed is safe"),
    sqlite3.SQLITE_IOERR: (errno.EIO, "the disk refused: is it full, over its quota or failing?"),
    sqlite3.SQLITE_READONLY: (errno.EACCES, "the file and its folder must be yours to write"),
    sqlite3.SQLITE_CANTOPEN: (errno.EACCES, "the file and its folder must be yours to write"),
}


class Database:
    """An open file. Every call has a connection of its own while it lasts; writers take turns.

    Args:
        path: the file. It is made if there is none, or nothing in it.
        format: what it must be.
        patience: seconds to wait for others who hold the file locked.
        now: what the SQL function `now()` returns, asked while the statement has the file locked.

    Raises:
        ValueError: the file is foreign, damaged, cut short or of a newer version.
        TimeoutError: others held the file locked for longer than `patience`.
        OSError: no such folder, no permission, or no room on the disk.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        format: Format,
        *,
        patience: float = 10.0,
        now: Callable[[], float] = time.time,
    ) -> None:
        if sqlite3.sqlite_version_info < _OLDEST:
            raise RuntimeError(f"SQLite is {sqlite3.sqlite_version}; eventlab needs 3.35 or newer")
        if os.fspath(path) == ":memory:":
            raise ValueError("':memory:' is no file: nothing in it would last")
        self.path = Path(path).absolute()  # stays the same file when the process changes folder
        self._format = format
        self._patience = patience
        self._now = now
        self._closed = False
        self._begin()
        format.examine(self.path)
        self._give_back(self._take())
        _OPEN.add(self)

    def write(self, sql: str, parameters: Parameters = ()) -> int:
        """Run one statement as a transaction; return how many rows it changed."""
        with self._turn:
            _, count = self._run(sql, parameters)
            self._copy_log_at_times(count)
            return count

    def write_returning(self, sql: str, parameters: Parameters = ()) -> list[Any]:
        """Run one statement as a transaction; return the rows that it returns."""
        with self._turn:
            rows, count = self._run(sql, parameters)
            self._copy_log_at_times(count)
            return rows

    def read(self, sql: str, parameters: Parameters = ()) -> list[Any]:
        """Return the rows of one query."""
        return self._run(sql, parameters)[0]

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Commit what is done on the connection when the block ends, or none of it if it raises.

        Nobody else writes meanwhile: inside the block, write through its connection alone.
        """
        with self._turn:
            connection = self._take()
            try:
                before = connection.total_changes
                self._patiently(connection, "BEGIN IMMEDIATE")
                yield connection
                connection.execute("COMMIT")
                changed = connection.total_changes - before
            except sqlite3.Error as error:
                self._explain(error)
                raise
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                self._give_back(connection)
            self._copy_log_at_times(changed)

    def close(self) -> None:
        """Close the file. Closing twice does no harm; any other call raises a ValueError then."""
        self._closed = True
        with suppress(IndexError):  # there is none left
            while True:
                self._idle.pop().close()

    def __del__(self) -> None:
        if hasattr(self, "_idle"):
            self.close()

    def _begin(self) -> None:
        self._turn = threading.RLock()
        self._written = random.randrange(_OFTEN)  # so that short lives too copy the log at times
        self._idle: list[sqlite3.Connection] = []

    def _leave_to_parent(self) -> None:
        """Begin anew in a forked child: SQLite's connections must not be used or closed there."""
        _OF_PARENT.extend(self._idle)
        self._begin()

    def _run(self, sql: str, parameters: Parameters) -> tuple[list[Any], int]:
        connection = self._take()
        try:
            cursor = self._patiently(connection, sql, parameters)
            return cursor.fetchall(), cursor.rowcount
        except sqlite3.Error as error:
            self._explain(error)
            raise
        finally:
            self._give_back(connection)

    def _take(self) -> sqlite3.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if self._closed:
            connection.close()
        else:
            self._idle.append(connection)

    def _connect(self) -> sqlite3.Connection:
        if self._closed:
            raise ValueError(f"{self.path} is closed")
        try:
            connection = sqlite3.connect(
                self.path,
                timeout=self._patience,  # until it is prepared
                isolation_level=None,  # we begin and commit ourselves
                check_same_thread=False,  # it goes from thread to thread, one at a time
            )
            try:
                self._prepare(connection)
            except BaseException:
                connection.close()
                raise
        except sqlite3.Error as error:
            self._explain(error)
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.create_function("now", 0, self._now)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")  # `_copy_log_at_times` does it
        connection.execute("PRAGMA fullfsync = ON")  # on macOS fsync alone leaves it in the drive
        if pragma(connection, "application_id") == 0:  # there was nothing in it
            self._format.make(connection)
        id = pragma(connection, "application_id").to_bytes(4, "big", signed=True)
        self._format.check(self.path, id, pragma(connection, "user_version"))
        found = self._write_ahead(connection), pragma(connection, "synchronous")
        if found != ("wal", 2):
            raise OSError(
                f"{self.path} cannot be written safely: journal mode and synchronous are {found}, "
                "not ('wal', 2). If its folder is on the network, use one on this machine"
            )
        connection.execute(f"PRAGMA busy_timeout = {_LOOK}")

    def _patiently(
        self, connection: sqlite3.Connection, sql: str, parameters: Parameters = ()
    ) -> sqlite3.Cursor:
        """Run a statement, and again for as long as others hold the file and patience lasts.

        In one long wait SQLite looks ever less often, up to 100 ms apart. Among many busy
        processes, one that waits like that may get no turn for many seconds.
        """
        deadline = 0.0
        while True:
            try:
                return connection.execute(sql, parameters)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                deadline = deadline or time.monotonic() + self._patience
                if time.monotonic() > deadline:
                    raise

    def _copy_log_at_times(self, changed: int) -> None:
        """Copy the log into the file when much was written, and let nobody write meanwhile.

        SQLite would do it beside other writers. Until version 3.51.3 that may lose what they
        commit at the wrong moment (https://sqlite.org/wal.html, "The WAL-Reset Bug").
        """
        self._written += changed + 10  # of each transaction there are two pages at least
        if self._written < _OFTEN:
            return
        self._written -= _OFTEN // 10  # the next try, if this one comes to nothing
        holder, copier = self._take(), self._take()
        with suppress(sqlite3.Error):  # what is in the log is safe there
            holder.execute("BEGIN IMMEDIATE")
            copier.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            self._written = 0
        if holder.in_transaction:
            holder.execute("ROLLBACK")
        self._give_back(holder)
        self._give_back(copier)

    def _write_ahead(self, connection: sqlite3.Connection) -> str:
        deadline = time.monotonic() + self._patience
        while True:
            try:
                return str(pragma(connection, "journal_mode = WAL"))
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)  # this is the one lock that SQLite does not wait for itself

    def _explain(self, error: sqlite3.Error) -> None:
        """Raise the error that says what to do, if we know one."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without its finer reason
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise TimeoutError(
                f"{self.path} was locked by another program for {self._patience:g} seconds: "
                "close it there (a database browser, a backup), and try again"
            ) from error
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise ValueError(f"{self.path} is damaged ({error}): use a copy that is not") from error
        if code in _TROUBLE:
            raise OSError(*_TROUBLE[code], str(self.path)) from error


class OnDatabase:
    """What keeps all it has in a `Database`: `close` it, or use it in a `with` block."""

    _database: Database

    def close(self) -> None:
        """Close the file. Closing twice does no harm; any other call raises a ValueError then."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_OPEN: "weakref.WeakSet[Database]" = weakref.WeakSet()
_OF_PARENT: list[sqlite3.Connection] = []


def _forked() -> None:
    for database in _OPEN:
        database._leave_to_parent()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_forked)
