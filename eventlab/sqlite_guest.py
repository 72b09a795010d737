"""Guest: tables of ours in a database of yours, and the transactions that span both.

Guarantee: `begin` gives a transaction that ends with its block: all of it is committed then, or
none of it if the block raises, and nothing inside can end it earlier. A file that is no database,
or one that another kind of eventlab file or program has marked as its own, is refused and stays
byte for byte as it was; so is one whose tables are of a newer version.
"""

import re
import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eventlab.sqlite import Database
from eventlab.sqlite_format import Format

_VERSIONS = """
    CREATE TABLE IF NOT EXISTS eventlab_tables (name TEXT PRIMARY KEY, version INTEGER NOT NULL)"""
_NOTE = "INSERT INTO eventlab_tables VALUES (?, ?)"
_ENDS = re.compile(
    r"(\s|;|--[^\n]*\n?|/\*.*?\*/)*(BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE)\b",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Guest(Format):
    """Tables that live in any database. The table `eventlab_tables` there notes their version."""

    id: bytes = field(default=bytes(4), init=False)  # of a database that no program has marked

    def check(self, path: Path, id: bytes, version: int) -> None:
        """Refuse a database that is marked as something else's; its version is its owner's."""
        if id != self.id:
            raise ValueError(
                f"{path} is no place for the tables of this {self.name}: it is marked {id!r}. Use "
                "the database that the effects are in, or a new one"
            )

    def make(self, connection: sqlite3.Connection) -> None:
        """Make the tables, unless they are there.

        Raises:
            ValueError: they are of a newer version.
        """
        if self._found(connection):
            return
        connection.execute("BEGIN IMMEDIATE")
        if not self._found(connection):  # nobody has been quicker
            connection.execute(_VERSIONS)
            for statement in self.schema:
                connection.execute(statement)
            connection.execute(_NOTE, (self.name, self.version))
        connection.execute("COMMIT")

    def _found(self, connection: sqlite3.Connection) -> bool:
        if not connection.execute("PRAGMA table_info(eventlab_tables)").fetchall():
            return False
        query = "SELECT version FROM eventlab_tables WHERE name = ?"
        for (version,) in connection.execute(query, (self.name,)):
            if version > self.version:
                raise ValueError(
                    f"the {self.name} in {file_of(connection)} is of version {version}, and this "
                    f"eventlab knows version {self.version}: update eventlab"
                )
            return True
        return False


class Transaction:
    """What a handler may do in a transaction that is not its own to end."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path  # of the database
        self._connection: sqlite3.Connection | None = connection
        self._cursors: weakref.WeakSet[sqlite3.Cursor] = weakref.WeakSet()
        self.given_up: sqlite3.Error | None = None

    @property
    def in_transaction(self) -> bool:
        """Whether it is still open."""
        return self._connection is not None and self._connection.in_transaction

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run one SQL statement, as `sqlite3.Connection.execute` does.

        Raises:
            ValueError: the statement would begin or end a transaction, or this one is over.
            sqlite3.Error: what is wrong with the statement.
        """
        if self._connection is None or not self._connection.in_transaction:
            raise ValueError("this transaction is over: use `tx` only inside the block it is for")
        if found := _ENDS.match(sql):
            raise ValueError(
                f"{found[2].upper()} inside a transaction that is not yours to end: it is "
                "committed when the block ends, and rolled back if it raises"
            )
        try:
            cursor = self._connection.execute(sql, parameters)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_ERROR:  # not the statement's fault
                self.given_up = error
            raise
        self._cursors.add(cursor)
        return cursor

    def close(self) -> None:
        """Let go of the connection, and end the queries that nobody read to their end."""
        for cursor in list(self._cursors):
            cursor.close()
        self._connection = None


class _Begun(threading.local):
    def __init__(self) -> None:
        self.paths: set[Path] = set()


_BEGUN = _Begun()  # the databases on which this thread has a transaction


@contextmanager
def begin(database: Database) -> Iterator[Transaction]:
    """Commit what is done on the transaction when the block ends, or nothing if it raises.

    Raises:
        RuntimeError: this thread has a transaction on the database already, or ended this one.
        TimeoutError, OSError: the database is locked, or could not be written.
    """
    if database.path in _BEGUN.paths:
        raise RuntimeError(f"a transaction on {database.path} is open here already: use its `tx`")
    with database.transaction() as connection:
        tx = Transaction(connection, database.path)
        _BEGUN.paths.add(database.path)
        try:
            yield tx
        except Exception:
            if tx.given_up is None:
                raise
        finally:
            _BEGUN.paths.discard(database.path)
            tx.close()
        if tx.given_up is not None:
            raise tx.given_up  # whatever came of it inside, the disk has refused a part
        if not connection.in_transaction:
            raise RuntimeError("the transaction was ended from within: what it wrote may be half")


def file_of(tx: "Transaction | sqlite3.Connection") -> str:
    """Return the path of the database that `tx` is on, or "" if that is in memory."""
    return str(tx.execute("PRAGMA database_list").fetchone()[2])
