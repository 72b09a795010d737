"""A right inbox, cut into steps, so that a mutant can do one of them wrong."""

import re
import sqlite3
import tempfile
import threading
from pathlib import Path

from eventlab import Inbox, SystemClock
from mutants import Mutants

MUTANTS = Mutants()


def make_inbox(*, beside=None, **options):
    """An `Inbox` in a new database, or on that of another inbox."""
    path = beside.path if beside else Path(tempfile.mkdtemp()) / "shop.db"
    made = Inbox(path, **options)
    made.path = path
    return made


class Tx:
    """A guarded transaction, written for changing one step at a time."""

    def __init__(self, plain, connection):
        self.plain, self.connection, self.over = plain, connection, False

    def execute(self, sql, parameters=()):
        if self.over:
            raise ValueError("over")
        self.check(sql)
        return self.connection.execute(sql, parameters)

    def check(self, sql):
        if re.match(r"(?i)(\s|/\*.*?\*/)*(BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT)", sql):
            raise ValueError("not yours to end")

    def close(self):
        self.over = True


class Plain:
    """A right inbox, written for changing one step at a time."""

    Tx = Tx
    busy = threading.local()

    def __init__(self, *, beside=None, name="inbox", clock=None, patience=2.0):
        self.path = beside.path if beside else Path(tempfile.mkdtemp()) / "shop.db"
        self.name, self.clock, self.patience = name, clock or SystemClock(), patience
        self.run(
            "CREATE TABLE IF NOT EXISTS seen (name, source, id, at, UNIQUE (name, source, id))"
        )

    def connect(self):
        connection = sqlite3.connect(self.path, timeout=self.patience, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")  # no test pulls the plug
        return connection

    def once(self, event, effect):
        self.enter()
        connection = self.connect()
        try:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                raise TimeoutError("locked") from error
            return self.work(connection, event, effect)
        finally:
            connection.close()  # rolls back what is not committed
            self.leave()

    def enter(self):
        if getattr(Plain.busy, "now", False):
            raise RuntimeError("inside another one")
        Plain.busy.now = True

    def leave(self):
        Plain.busy.now = False

    def work(self, connection, event, effect):
        if not self.record(connection, event):
            return False
        self.call(connection, event, effect)
        self.end(connection)
        return True

    def key(self, event):
        return self.name, event.source, event.id

    def record(self, connection, event):
        query = "INSERT INTO seen VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
        return connection.execute(query, (*self.key(event), self.clock.now())).rowcount

    def call(self, connection, event, effect):
        tx = self.Tx(self, connection)
        effect(event, tx)
        tx.close()

    def end(self, connection):
        if not connection.in_transaction:
            raise RuntimeError("ended from within")
        connection.execute("COMMIT")

    def prune(self, older_than):
        query = "DELETE FROM seen WHERE name = ? AND at < ?"
        return self.run(query, (self.name, self.clock.now() - older_than))

    def run(self, query, parameters=()):
        connection = self.connect()
        try:
            return connection.execute(query, parameters).rowcount
        finally:
            connection.close()
