"""Outboxes whose events and transactions come apart."""

import itertools
import sqlite3
import threading
from contextlib import contextmanager, suppress

from eventlab import Event
from mutants.outbox.plain import MUTANTS, Plain


@MUTANTS.rejected_by("rolled_back_is_not_sent", at_least=True)
class PublishThenCommit(Plain):
    """Writes the event at once, on a connection of its own: it is there whatever comes after."""

    def begin(self, connection):
        connection.execute("BEGIN")

    def write(self, tx, document):
        super().write(self.connect(), document)


@MUTANTS.rejected_by("not_before_the_commit", "interrupted_is_not_sent", at_least=True)
class CommitsAsItAdds(Plain):
    """Commits what it adds, so that the relay can see it."""

    def write(self, tx, document):
        super().write(tx, document)
        tx.execute("COMMIT")
        tx.execute("BEGIN IMMEDIATE")


@MUTANTS.rejected_by("interrupted_is_not_sent")
class CommitsOnCtrlC(Plain):
    """Rolls back what failed, and commits what was interrupted."""

    @contextmanager
    def transaction(self):
        with super().transaction() as tx:
            try:
                yield tx
            except Exception:
                raise
            except BaseException:
                tx.execute("COMMIT")
                raise


@MUTANTS.rejected_by("committed_is_sent", at_least=True)
class OnlyTheType(Plain):
    """Sends a new event of the same type and id, and leaves the data behind."""

    def publish(self, event, publish):
        super().publish(Event(event.type, id=event.id), publish)


@MUTANTS.rejected_by("with_what_it_tells_of", "rolled_back_is_not_sent", at_least=True)
class EachByItself(Plain):
    """Takes every statement for a transaction of its own."""

    def begin(self, connection):
        pass

    def inspect(self, tx):
        pass

    @contextmanager
    def transaction(self):
        connection = self.connect()
        yield connection
        connection.close()


@MUTANTS.rejected_by("outlives_its_process", at_least=True)
class InMemory(Plain):
    """Keeps what is to be sent in a list, which dies with the process."""

    def __init__(self, **options):
        super().__init__(**options)
        self.list, self.numbers = [], itertools.count()

    def write(self, tx, document):
        self.list.append((next(self.numbers), document))

    def waiting(self):
        return self.list

    def mark(self, id):
        self.list = [entry for entry in self.list if entry[0] != id]


@MUTANTS.rejected_by("threads", "late_commit")
class ReadsBeforeItHasTheLock(Plain):
    """Begins as a reader and then writes: fails if somebody has written in between."""

    def begin(self, connection):
        connection.execute("BEGIN")

    def write(self, tx, document):
        tx.execute("SELECT max(id) FROM outbox").fetchone()
        threading.Event().wait(0.001)
        super().write(tx, document)


@MUTANTS.rejected_by("outside_a_transaction")
class AnyTransaction(Plain):
    """Adds to whatever connection it is given."""

    def inspect(self, tx):
        with suppress(sqlite3.ProgrammingError, sqlite3.OperationalError):
            file = tx.execute("PRAGMA database_list").fetchone()[2]
            if file and not self.path.samefile(file):
                raise ValueError("another database")

    def write(self, tx, document):
        with suppress(sqlite3.ProgrammingError, sqlite3.OperationalError):
            super().write(tx, document)


@MUTANTS.rejected_by("in_another_database")
class AnyDatabase(Plain):
    """Adds to whatever database the transaction is on."""

    def inspect(self, tx):
        with suppress(sqlite3.ProgrammingError):
            if tx.in_transaction:
                return
        raise ValueError("no transaction")
