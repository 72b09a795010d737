"""A database for consumers in the simulator: the real SQLite, in memory.

Guarantee: what is committed outlives the process that committed it, and nothing else does. A
second process finds the database locked while another one is writing. Consumers use it as they
use a `sqlite3.Connection`.
"""

import itertools
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from typing import Any, Self

from eventlab.sim.outside import Guard

_OLDEST = (3, 36)  # the first SQLite whose databases in memory several connections can open
_NUMBERS = itertools.count(1)


class Database:
    """A SQLite database in memory that outlives its connections.

    Args:
        schema: SQL statements that make the tables and their first rows.
        effects: a query for the intents that have had their effect, a row for each effect.
    """

    failure = sqlite3.OperationalError  # what a statement raises when there is no answer

    def __init__(self, schema: str, effects: str) -> None:
        self._query = effects
        self._address = f"file:/eventlab-{next(_NUMBERS)}?vfs=memdb"
        self._content = _open(self._address)
        self._content.execute("PRAGMA journal_mode = MEMORY")
        self._first = _open(":memory:")  # what it begins with
        self._first.executescript(schema)
        self._first.backup(self._content)
        self._idle: list[sqlite3.Connection] = []
        made = self._first.execute("SELECT type, name FROM sqlite_schema").fetchall()
        self._tables = [name for kind, name in made if kind == "table"]
        # Emptying the tables is all there is to do if none has rows to begin with, or a trigger.
        self._begins_empty = all(kind != "trigger" for kind, _ in made) and not any(
            self._first.execute(f'SELECT 1 FROM "{name}"').fetchone()  # noqa: S608  our own names
            for name in self._tables
        )
        self._version = self._schema_version()

    def begin(self) -> Self:
        """Start again with nothing but the first rows."""
        if self._begins_empty and self._schema_version() == self._version:
            for name in self._tables:  # all connections keep their statements prepared
                self._content.execute(f'DELETE FROM "{name}"')  # noqa: S608  our own names
        else:
            self._first.backup(self._content)
            self._version = self._schema_version()
        return self

    def effects(self) -> Iterable[str]:
        """Return the intents that have had their effect, one for each effect."""
        return [str(intent) for (intent,) in self._content.execute(self._query)]

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        """Look at what is committed."""
        return self._content.execute(sql, parameters)

    def open_for(self, guard: Guard, name: str) -> "Connection":
        """Open a connection for a consumer's process."""
        raw = self._idle.pop() if self._idle else _open(self._address, isolation_level="")
        return Connection(guard, name, raw, self._idle)

    def __del__(self) -> None:
        for connection in (self._content, self._first, *self._idle):
            connection.close()

    def _schema_version(self) -> int:
        return int(self._content.execute("PRAGMA schema_version").fetchone()[0])


class database:
    """Offer a `Database`; see there for the arguments. One serves all runs of a thread."""

    def __init__(self, schema: str, effects: str) -> None:
        self._arguments = schema, effects
        self._own = threading.local()

    def __call__(self) -> Database:
        """Return the database as it is at first.

        Raises:
            RuntimeError: this Python has an SQLite whose databases in memory cannot be shared.
        """
        if sqlite3.sqlite_version_info < _OLDEST:
            raise RuntimeError(f"SQLite is {sqlite3.sqlite_version}; the simulator needs 3.36")
        if not hasattr(self._own, "database"):
            self._own.database = Database(*self._arguments)
        return self._own.database.begin()  # type: ignore[no-any-return]


class Connection:
    """What a process has of the database: all that writes goes by the process's guard.

    Whatever else a `sqlite3.Connection` can do, it can do as well.
    """

    def __init__(
        self, guard: Guard, lane: str, raw: sqlite3.Connection, idle: list[sqlite3.Connection]
    ) -> None:
        self.__dict__.update(_guard=guard, _lane=lane, _raw=raw, _idle=idle)
        self.__dict__["_counted"] = raw.total_changes

    def execute(self, *args: Any) -> "Cursor":
        """Do as `sqlite3.Connection.execute` does."""
        return self.cursor().execute(*args)

    def executemany(self, *args: Any) -> "Cursor":
        """Do as `sqlite3.Connection.executemany` does."""
        return self.cursor().executemany(*args)

    def executescript(self, *args: Any) -> "Cursor":
        """Do as `sqlite3.Connection.executescript` does."""
        return self.cursor().executescript(*args)

    def cursor(self) -> "Cursor":
        """Open a cursor that goes by the guard as well."""
        return Cursor(self, self._raw.cursor())

    def commit(self) -> None:
        """Do as `sqlite3.Connection.commit` does."""
        self.run("commit", self._raw.commit)

    def rollback(self) -> None:
        """Do as `sqlite3.Connection.rollback` does."""
        self.run("rollback", self._raw.rollback)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is None:
            try:
                self.commit()
            except sqlite3.Error:  # as sqlite3 itself does: no transaction is left open
                self._raw.rollback()
                raise
        elif not self._guard.dead:  # of a dead process the database rolls back by itself
            self.rollback()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(self._raw, name, value)

    def run(self, method: str, do: Any, *args: Any) -> Any:
        """Do it by the guard, and tell it when that has committed something."""
        return self._guard.call(f"{self._lane}.{method}", self._lane, self._do, method, do, *args)

    def _do(self, method: str, do: Any, *args: Any) -> Any:
        result = do(*args)
        raw = self._raw
        if not raw.in_transaction and raw.total_changes != self._counted:
            self.__dict__["_counted"] = raw.total_changes
            if method != "rollback":
                self._guard.changed(self._lane, method)
        return result

    def release(self) -> None:
        """End with the process: what is not committed is lost."""
        raw = self._raw
        raw.rollback()
        raw.row_factory, raw.text_factory, raw.isolation_level = None, str, ""
        self._idle.append(raw)
        self.__dict__["_raw"] = None  # whoever has kept it can do no more harm


class Cursor:
    """A `sqlite3.Cursor` whose statements go by the guard."""

    def __init__(self, connection: Connection, raw: sqlite3.Cursor) -> None:
        self.connection = connection
        self._raw = raw

    def execute(self, *args: Any) -> Self:
        """Do as `sqlite3.Cursor.execute` does."""
        self.connection.run("execute", self._raw.execute, *args)
        return self

    def executemany(self, *args: Any) -> Self:
        """Do as `sqlite3.Cursor.executemany` does."""
        self.connection.run("executemany", self._raw.executemany, *args)
        return self

    def executescript(self, script: str) -> Self:
        """Do as `sqlite3.Cursor.executescript` does: commit, then each statement by itself."""
        connection = self._raw.connection
        if connection.in_transaction:
            self.connection.run("commit", connection.commit)
        level, connection.isolation_level = connection.isolation_level, None
        try:
            for statement in _statements(script):
                self.connection.run("executescript", self._raw.execute, statement)
                self._raw.fetchall()
        finally:
            connection.isolation_level = level
        return self

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Any:
        return next(self._raw)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; a semicolon in a text or a trigger ends none."""
    statement = ""
    for part in re.findall(r"[^;]*;|[^;]+$", script):
        statement += part
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


def _open(address: str, isolation_level: Any = None) -> sqlite3.Connection:
    # Nobody waits for a lock here: whoever holds it could not go on meanwhile.
    return sqlite3.connect(
        address, uri=True, timeout=0, check_same_thread=False, isolation_level=isolation_level
    )
