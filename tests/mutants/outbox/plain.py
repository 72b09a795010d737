"""A right outbox, cut into steps, so that a mutant can do one of them wrong."""

import inspect
import itertools
import sqlite3
import tempfile
from contextlib import contextmanager
from pathlib import Path

from eventlab import Event, Outbox, relay
from mutants import Mutants

MUTANTS = Mutants()


class RealOutbox(Outbox):
    """An `Outbox` with its relay as a method, in a new database or on that of another one."""

    relay = relay

    def __init__(self, *, beside=None, patience=10.0):
        self.path = beside.path if beside else Path(tempfile.mkdtemp()) / "shop.db"
        super().__init__(self.path, patience=patience)


class Plain:
    """A right outbox, written for changing one step at a time."""

    TABLE = "CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, event)"

    def __init__(self, *, beside=None, patience=2.0):
        self.path = beside.path if beside else Path(tempfile.mkdtemp()) / "shop.db"
        self.patience = patience
        self.run("PRAGMA journal_mode = WAL")
        self.run(self.TABLE)

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
        connection = self.connect()
        try:
            self.begin(connection)
            yield connection
            connection.execute("COMMIT")
        finally:
            self.end(connection)

    def begin(self, connection):
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise TimeoutError("locked") from error

    def end(self, connection):
        connection.close()  # rolls back what is not committed

    def add(self, tx, event):
        self.inspect(tx)
        self.write(tx, event.to_json())

    def inspect(self, tx):
        try:
            file = tx.execute("PRAGMA database_list").fetchone()[2]
        except sqlite3.ProgrammingError:
            file = ""
        if not file or not self.path.samefile(file) or not tx.in_transaction:
            raise ValueError("no transaction on this database")

    def write(self, tx, document):
        tx.execute("INSERT INTO outbox (event) VALUES (?)", (document,))

    def relay(self, publish):
        if inspect.iscoroutinefunction(publish):
            raise TypeError("nobody would await it")
        sent = 0
        while waiting := self.waiting():
            id, document = waiting[0]
            self.step(id, Event.from_json(document), publish)
            sent += 1
        return sent

    def waiting(self):
        return self.run("SELECT id, event FROM outbox ORDER BY id LIMIT 1")

    def step(self, id, event, publish):
        self.publish(event, publish)
        self.mark(id)

    def publish(self, event, publish):
        if inspect.iscoroutine(result := publish(event)):
            result.close()
            raise TypeError("nobody awaits it")
        if inspect.isgenerator(result):
            raise TypeError("nobody runs it")

    def mark(self, id):
        self.run("DELETE FROM outbox WHERE id = ?", id)


class Sequences:
    """A right outbox where transactions overlap: numbers come early, commits in any order."""

    def __init__(self, *, beside=None, patience=10.0):
        self.tables = beside.tables if beside else {"rows": {}, "numbers": itertools.count(1)}
        self.sent_up_to = 0

    @contextmanager
    def transaction(self):
        added = {}
        yield added
        self.tables["rows"].update(added)

    def add(self, tx, event):
        tx[next(self.tables["numbers"])] = event

    def relay(self, publish):
        sent = 0
        while waiting := sorted(self.waiting()):
            publish(self.tables["rows"][waiting[0]])
            self.mark(waiting[0])
            sent += 1
        return sent

    def waiting(self):
        return self.tables["rows"]

    def mark(self, number):
        self.tables["rows"].pop(number, None)
