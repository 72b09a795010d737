"""Inboxes whose record and effect come apart."""

import re
import sqlite3
import threading

from mutants.inbox.plain import MUTANTS, Plain, Tx


@MUTANTS.rejected_by("rolled_back_with_the_effect", "interrupted_with_the_effect", at_least=True)
class RecordFirst(Plain):
    """Commits the record before the effect: a crash in between loses the effect."""

    def call(self, connection, event, effect):
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")
        super().call(connection, event, effect)


@MUTANTS.rejected_by("rolled_back_with_the_effect", "interrupted_with_the_effect", at_least=True)
class EffectOutside(Plain):
    """Has the effect on a connection of its own, which commits each statement."""

    def work(self, connection, event, effect):
        connection.execute("ROLLBACK")
        known = "SELECT 1 FROM seen WHERE (name, source, id) = (?, ?, ?)"
        if connection.execute(known, self.key(event)).fetchone():
            return False
        self.call(connection, event, effect)
        return self.record(connection, event)


@MUTANTS.rejected_by("rolled_back_with_the_effect", "handler_cannot_end_it")
class SwallowsTheError(Plain):
    """Rolls back, and lets nobody know that it did."""

    def once(self, event, effect):
        try:
            return super().once(event, effect)
        except LookupError:
            return False


@MUTANTS.rejected_by("interrupted_with_the_effect")
class CommitsOnCtrlC(Plain):
    """Rolls back what failed, and commits what was interrupted."""

    def call(self, connection, event, effect):
        try:
            super().call(connection, event, effect)
        except Exception:
            raise
        except BaseException:
            connection.execute("COMMIT")
            raise


@MUTANTS.rejected_by("under_way_is_not_done")
class RecordTakenBack(Plain):
    """Commits the record first, and takes it back when the effect fails (unless it is killed)."""

    def call(self, connection, event, effect):
        connection.execute("COMMIT")
        connection.execute("BEGIN")
        try:
            super().call(connection, event, effect)
        except BaseException:
            connection.execute("ROLLBACK")
            query = "DELETE FROM seen WHERE (name, source, id) = (?, ?, ?)"
            connection.execute(query, self.key(event))
            raise


@MUTANTS.rejected_by("threads")
class LooksThenWrites(Plain):
    """Looks for the record, has the effect and then records, in three steps: 1, 2, 1, 1."""

    def work(self, connection, event, effect):
        connection.execute("ROLLBACK")
        known = "SELECT 1 FROM seen WHERE (name, source, id) = (?, ?, ?)"
        if connection.execute(known, self.key(event)).fetchone():
            return False
        if threading.current_thread() is not threading.main_thread():
            threading.Event().wait(0.005)
        connection.execute("BEGIN IMMEDIATE")
        self.call(connection, event, effect)
        self.record(connection, event)
        self.end(connection)
        return True


@MUTANTS.rejected_by("handler_cannot_end_it", at_least=True)
class BareConnection(Plain):
    """Hands out the connection itself, which anybody can commit."""

    def call(self, connection, event, effect):
        effect(event, connection)


@MUTANTS.rejected_by("handler_cannot_end_it")
class OnlyCapitals(Plain):
    """Looks for COMMIT at the very beginning, in capitals."""

    class Tx(Tx):
        def check(self, sql):
            if re.match("BEGIN|COMMIT|END|ROLLBACK|SAVEPOINT", sql):
                raise ValueError("not yours to end")


@MUTANTS.rejected_by("ended_from_within_is_told")
class TrustsTheHandler(Plain):
    """Commits if there is something to commit, and is content if there is not."""

    def end(self, connection):
        if connection.in_transaction:
            connection.execute("COMMIT")


@MUTANTS.rejected_by("over_is_over")
class NeverOver(Plain):
    """Leaves a transaction usable after its end: what is written then belongs to nothing."""

    class Tx(Tx):
        def close(self):
            self.connection = sqlite3.connect(self.plain.path, isolation_level=None)


@MUTANTS.rejected_by("not_inside_another", at_least=True)
class WaitsForItself(Plain):
    """Does not see that it waits for the transaction that it is in."""

    def __init__(self, **options):
        super().__init__(**{**options, "patience": 0.0})

    def enter(self):
        pass
