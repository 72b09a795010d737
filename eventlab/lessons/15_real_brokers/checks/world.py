"""A log in the simulator: a member dies with its process, what it has committed does not."""

import re
import sqlite3
from collections.abc import Iterable
from typing import Any

from eventlab import Event, MemoryLog
from eventlab.course import telling
from eventlab.course.grading import Mistake
from eventlab.log import Record
from eventlab.sim import Scenario, database
from eventlab.sim.outside import Guard
from eventlab.sim.report import Result
from eventlab.sim.schedule import Turn

from . import mistakes as m

SCHEMA = """
    CREATE TABLE seen (id TEXT PRIMARY KEY);
    CREATE TABLE ledger (id TEXT, customer TEXT, amount INTEGER);
    CREATE TABLE refused (id TEXT);
"""
DATA = {"customer": "ada", "amount": 5}
IDS = "ABCX"
ROUNDS = 5  # calls of `consume` in one life, enough for one that polls record by record
BOOKS = database(SCHEMA, effects="SELECT id FROM ledger UNION ALL SELECT id FROM refused")


def full() -> MemoryLog:
    """Return a log with A, B and A once more in one partition, and C and X in the other.

    X cannot be booked.
    """
    log = MemoryLog(2)
    for id, key in zip("ABACX", ["order-4"] * 3 + ["order-0"] * 2, strict=True):
        data = {"customer": "eve"} if id == "X" else DATA
        log.append(Event("OrderPaid", data, id=id, source="/shop"), key=key)
    return log


class Topic:
    """The log as it lies outside of the process."""

    def __init__(self) -> None:
        self.log = full()

    def effects(self) -> Iterable[str]:
        """Return nothing: committing an offset is no effect."""
        return ()

    def open_for(self, guard: Guard, name: str) -> "Membership":
        """Join for a new process."""
        return Membership(self.log, guard, name)


class Membership:
    """A member whose calls go by the guard of its process."""

    def __init__(self, log: MemoryLog, guard: Guard, lane: str) -> None:
        self._log, self._guard, self._lane = log, guard, lane
        self._member = log.join("billing")

    def poll(self, limit: int = 500) -> list[Record]:
        """Do as a member does."""
        found: list[Record] = self._ask("poll", self._member.poll, limit)
        return found

    def commit(self, partition: int, offset: int) -> None:
        """Do as a member does."""

        def commit(*place: int) -> None:
            self._member.commit(*place)
            self._guard.changed(self._lane, "commit", place)

        self._ask("commit", commit, partition, offset)

    def seek(self, partition: int, offset: int) -> None:
        """Do as a member does."""
        self._ask("seek", self._member.seek, partition, offset)

    @property
    def partitions(self) -> tuple[int, ...]:
        """Do as a member does."""
        return self._member.partitions

    def begin_again(self) -> None:
        """Join anew, as a process does that is started again after an error."""
        self._member.leave()
        self._member = self._log.join("billing")

    def release(self) -> None:
        """Leave with the process."""
        self._member.leave()

    def _ask(self, method: str, do: Any, *args: int) -> Any:
        return self._guard.call(f"{self._lane}.{method}", self._lane, do, *args)


class OverLog(Scenario):
    """A scenario whose one message wakes the consumer; what it handles lies in the log."""

    def sent(self, turns: Iterable[Turn]) -> dict[str, str]:
        """Return the payments in the log."""
        return dict.fromkeys(IDS, "")


def world(consume: Any) -> Scenario:
    """Return the learner's consumer in a world where a log and a database survive."""

    def rounds(event: Any, member: Any, db: Any) -> None:
        try:
            for _ in range(ROUNDS):
                consume(member, db)
        except Exception:
            member.begin_again()
            raise

    offers = {"member": Topic, "db": BOOKS}
    return OverLog("port", rounds, [Event("WakeUp", id="wake-up")], offers=offers)


FAULT = re.compile(r"\[(crash|error) before ([\w.]+)(?: #(\d+))?\]")
SAYS = {"crash": "the process dies before {}", "error": "{} raises an error"}


def retell(result: Result) -> list[str]:
    """Say what the learner's code has called, in place of how the simulator woke it.

    Returns:
        The call at which it went wrong, and those after it.
    """
    if not (found := FAULT.search(str(result.schedule))):
        return []  # at the end, when all the calls are made
    kind, name, nth = found[1], found[2], int(found[3] or 1)
    calls = result.run.calls[0]
    place = [number for number, call in enumerate(calls) if call == name][nth - 1]
    telling.now.steps[:] = ["the log has A B A in partition 0, C and X without an amount in 1"]
    for call in calls[:place]:
        telling.step(f"{call}()")
    telling.step(SAYS[kind].format(f"{name}()"))
    for call in calls[place + 1 : place + 3]:
        telling.step(f"{call}()")
    return calls[place:]


def classify(consume: Any, result: Result) -> Mistake:
    """Say why a crash loses a payment or books it twice."""
    retell(result)
    blind, marks = _watch(consume)
    if "no effect" in str(result.violated):
        return {0: m.MARK_FIRST, 1: m.OFFSET_FIRST}.get(blind, m.AUTO_ACK)
    return m.MARK_LAST if marks else m.IN_MEMORY


def _watch(consume: Any) -> tuple[int, int]:
    """Return how many records are committed blindly, and how many ids are in `seen` in the end.

    Blind is a commit before anything was written, or while a transaction is open.
    """
    log, db = full(), sqlite3.connect(":memory:")
    db.executescript(SCHEMA)
    member, blind = log.join("billing"), set[tuple[int, int]]()
    written = db.total_changes

    class Watched:
        poll, seek = staticmethod(member.poll), staticmethod(member.seek)

        def commit(self, partition: int, offset: int) -> None:
            if db.total_changes == written:
                blind.update((partition, before) for before in range(offset))
            elif db.in_transaction:
                blind.add((-1, -1))
            member.commit(partition, offset)

    try:
        consume(Watched(), db)
    except Exception:  # it has done enough to be known by
        db.rollback()
    return len(blind), db.execute("SELECT count(*) FROM seen").fetchone()[0]
