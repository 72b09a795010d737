"""A right projection on bare sqlite3, cut into steps, so that a mutant can do one of them wrong."""

import re
import sqlite3
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path

from eventlab import Lag, Projection, RebuildNeeded, SystemClock
from mutants import Mutants

MUTANTS = Mutants()


def make_projection(store, schema, handlers, *, beside=None, **options):
    """A `Projection` in a new database, or on that of another one."""
    path = beside.path if beside else Path(tempfile.mkdtemp()) / "model.db"
    return Projection(store, path, schema, handlers, **options)


class Plain:
    """A right projection, written for changing one step at a time.

    It drops by the names that it knows of each version, applies one event at a time from the
    checkpoint on, and keeps the newest event's id beside the checkpoint.
    """

    busy = threading.local()

    def __init__(self, store, schema, handlers, **options):
        self.store, self.schema, self.handlers = store, schema, handlers
        self.setup(**options)
        self.run("PRAGMA journal_mode = WAL")
        self.run("CREATE TABLE IF NOT EXISTS mark (name UNIQUE, version, at, id, tables)")
        with self.transaction() as connection:
            if not self.find(connection):
                self.make(connection)

    def setup(
        self,
        *,
        beside=None,
        name="projection",
        version=1,
        batch=100,
        clock=None,
        patience=2.0,
    ):
        self.path = beside.path if beside else Path(tempfile.mkdtemp()) / "model.db"
        self.name, self.version, self.batch = name, version, batch
        self.clock, self.patience = clock or SystemClock(), patience

    def connect(self):
        connection = sqlite3.connect(self.path, timeout=self.patience, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")  # no test pulls the plug
        return connection

    def run(self, query, *parameters):
        connection = self.connect()
        try:
            return connection.execute(query, parameters).fetchall()
        finally:
            connection.close()

    @contextmanager
    def transaction(self):
        self.enter()
        connection = self.connect()
        try:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                raise TimeoutError("locked") from error
            yield connection
            self.end(connection)
        finally:
            connection.close()  # rolls back what is not committed
            self.leave()

    def enter(self):
        if getattr(Plain.busy, "now", False):
            raise RuntimeError("inside another one")
        Plain.busy.now = True

    def leave(self):
        Plain.busy.now = False

    def end(self, connection):
        connection.execute("COMMIT")

    def find(self, connection):
        query = "SELECT version, at, id, tables FROM mark WHERE name = ?"
        return connection.execute(query, (self.name,)).fetchone()

    def make(self, connection):
        for statement in self.schema:
            connection.execute(statement)
        tables = " ".join(re.findall(r"CREATE TABLE (\w+)", "\n".join(self.schema)))
        query = "INSERT OR REPLACE INTO mark VALUES (?, ?, 0, '', ?)"
        connection.execute(query, (self.name, self.version, tables))

    @property
    def position(self):
        return self.run("SELECT at FROM mark WHERE name = ?", self.name)[0][0]

    def catch_up(self, limit=None):
        self.check(limit)
        done = 0
        while limit is None or done < limit:
            size = self.batch if limit is None else min(self.batch, limit - done)
            count = self.one_batch(size)
            done += count
            if count < size:
                break
        return done

    def check(self, limit):
        if limit is not None and limit < 0:
            raise ValueError("limit")

    def one_batch(self, size):
        with self.transaction() as connection:
            return self.apply(connection, self.read(self.begin(connection), size))

    def begin(self, connection):
        version, at, id, _ = self.find(connection)
        self.check_version(version)
        self.check_store(at, id)
        return at

    def check_version(self, version):
        if version != self.version:
            raise RebuildNeeded("another version")

    def check_store(self, at, id):
        if at and [r.event.id for r in self.store.read_all(after=at - 1, limit=1)] != [id]:
            raise RebuildNeeded("another store")

    def read(self, after, size):
        return list(self.store.read_all(after=after, limit=size))

    def apply(self, connection, events):
        for recorded in events:
            self.call(connection, recorded)
            self.mark(connection, recorded)
        return len(events)

    def call(self, connection, recorded):
        try:
            if recorded.event.type in self.handlers:
                self.handlers[recorded.event.type](recorded, connection)
        except Exception as error:
            self.note(error, recorded)
            raise

    def note(self, error, recorded):
        place = f"position {recorded.position}, version {recorded.version}"
        error.add_note(f"{place} of {recorded.stream!r}")

    def mark(self, connection, recorded):
        query = "UPDATE mark SET at = ?, id = ? WHERE name = ?"
        connection.execute(query, (recorded.position, recorded.event.id, self.name))

    def rebuild(self):
        with self.transaction() as connection:
            self.clear(connection)
            return self.apply(connection, list(self.store.read_all()))

    def clear(self, connection):
        for table in self.find(connection)[3].split():
            connection.execute(f"DROP TABLE {table}")
        self.make(connection)

    def lag(self):
        missing = self.missing()
        if not missing:
            return Lag(0, 0.0)
        return Lag(len(missing), self.clock.now() - missing[0].event.time.timestamp())

    def missing(self):
        return list(self.store.read_all(after=self.position))
