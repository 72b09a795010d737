"""ProcessManager: events in, commands out; what was done is undone when it can go no further.

Guarantee: what an event leads to (commands, ways to undo a step, deadlines, the end) is recorded
in one transaction with the event itself, so a crash at any moment neither loses a command nor
makes it twice. `dispatch` sends at least once; a command's id is made from what led to it, so it
is the same at each sending, and the receiver's `Inbox` knows it again. Compensation sends what
undoes the finished steps, the last one first, and only once. It begins nothing new after that, and
a step that turns out later to have been done is undone at once. A deadline that comes after the
end does nothing.

The commands are sent in order; whether they are also done in order is up to who receives them.
"""

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import NAMESPACE_URL, uuid5

from eventlab.clock import Clock, SystemClock
from eventlab.event import Event
from eventlab.frozen import require_text
from eventlab.inbox import Inbox
from eventlab.outbox import Outbox, relay
from eventlab.process import Compensate, Complete, Deadline, Process, Send, UndoWith
from eventlab.sqlite import Database, OnDatabase
from eventlab.sqlite_guest import Guest, Transaction, begin

State = TypeVar("State")

_SCHEMA = (
    """CREATE TABLE eventlab_process (
        process TEXT NOT NULL,
        instance TEXT NOT NULL,
        number INTEGER NOT NULL,            -- counts in the instance, from 1
        kind TEXT NOT NULL,                 -- one of _KINDS
        event BLOB NOT NULL,                -- what was received or led to the end; or what undoes
        PRIMARY KEY (process, instance, number)
    ) WITHOUT ROWID""",
    """CREATE TABLE eventlab_deadline (
        process TEXT NOT NULL,
        instance TEXT NOT NULL,
        type TEXT NOT NULL,
        due REAL NOT NULL,                  -- in seconds since 1970
        event BLOB NOT NULL,
        PRIMARY KEY (process, instance, type)
    ) WITHOUT ROWID""",
    "CREATE INDEX eventlab_due ON eventlab_deadline (process, due)",
)
_FORMAT = Guest("process manager", 1, _SCHEMA)
_KINDS = ("received", "undo", "completed", "compensated")
_JOURNAL = """
    SELECT kind, event FROM eventlab_process WHERE process = ? AND instance = ? ORDER BY number"""
_RECORD = """
    INSERT INTO eventlab_process SELECT ?, ?, 1 + count(*), ?, ?
    FROM eventlab_process WHERE process = ? AND instance = ?"""
_SET = "INSERT OR REPLACE INTO eventlab_deadline VALUES (?, ?, ?, ?, ?)"
_DUE = """
    SELECT instance, type FROM eventlab_deadline WHERE process = ? AND due <= ?
    ORDER BY due, instance, type"""
_TAKE = """
    DELETE FROM eventlab_deadline WHERE process = ? AND instance = ? AND type = ? AND due <= ?
    RETURNING event"""
_CANCEL = "DELETE FROM eventlab_deadline WHERE process = ? AND instance = ?"


class ProcessManager(OnDatabase, Generic[State]):
    """Runs the instances of one process; where each stands is in a database.

    Safe with many threads and processes. It is an `Inbox`, a journal, an `Outbox` and an alarm
    clock in one transaction.

    Args:
        path: the database; it is made if there is none.
        process: what an event leads to. Its code may change while instances run: what was
            recorded stays, and their past is folded anew at each event.
        name: which process it is; two in one database need two names.
        instance: which instance an event belongs to, by default that of its correlation id.
        clock: what deadlines are measured by.
        patience: seconds to wait for others who hold the database locked.

    Raises:
        ValueError: no name; or the file is no database, damaged, marked as another program's, or
            of a newer format.
        TimeoutError: others held the file locked for longer than `patience` (any method).
        OSError: no such folder, no permission, or no room on the disk (any method).
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        process: Process[State],
        *,
        name: str = "process",
        instance: Callable[[Event], str] = lambda event: event.correlation_id,
        clock: Clock | None = None,
        patience: float = 10.0,
    ) -> None:
        self.process, self.name = process, require_text("name", name)
        self._instance, self._clock = instance, clock or SystemClock()
        self._inbox = Inbox(path, name=f"process {name}", clock=self._clock, patience=patience)
        self._outbox = Outbox(path, patience=patience)
        self._database = Database(path, _FORMAT, patience=patience)
        self.path = self._database.path

    def handle(self, event: Event) -> bool:
        """Take an event in, and record what it leads to; return False for a duplicate.

        Raises:
            Exception: whatever `react` or `evolve` raised; nothing is recorded, and the event may
                be tried again.
        """
        return self._inbox.once(event, lambda e, tx: self._take_in(self._instance(e), e, tx))

    def fire_deadlines(self) -> int:
        """Take in the events of all deadlines that have come; return how many these were.

        Raises:
            ExceptionGroup: what `react` or `evolve` raised. The others are taken in all the same,
                and those that failed are still due.
        """
        fired, errors = 0, []
        for place in self._database.read(_DUE, (self.name, now := self._clock.now())):
            try:
                with begin(self._database) as tx:
                    # Since it was listed, another process may have fired it, or it was moved.
                    for (body,) in tx.execute(_TAKE, (self.name, *place, now)).fetchall():
                        self._take_in(place[0], Event.from_json(body), tx)
                        fired += 1
            except OSError:  # the database's, and then the others' too: a TimeoutError is one
                raise
            except Exception as error:
                errors.append(error)
        if errors:
            raise ExceptionGroup(f"{len(errors)} deadlines of {self.name} failed", errors)
        return fired

    def dispatch(self, send: Callable[[Event], Any]) -> int:
        """Send the commands in their order, as `relay` does; return how many were sent.

        What other outboxes on this database hold is sent too: all of them are one.
        """
        return relay(self._outbox, send)

    def close(self) -> None:
        """Close the file. Closing twice does no harm; any other call raises a ValueError then."""
        for each in (self._inbox, self._outbox, self._database):
            each.close()

    def _take_in(self, instance: str, event: Event, tx: Transaction) -> None:
        at = (self.name, require_text("instance", instance))
        journal: dict[str, list[Event]] = {kind: [] for kind in _KINDS}
        for kind, body in tx.execute(_JOURNAL, at).fetchall():
            journal[kind].append(Event.from_json(body))
        if journal["completed"]:
            return
        try:
            reactions = self.process.reactions(event, journal["received"])
        except Exception as error:
            error.add_note(f"{self.name} failed on {event.type}, instance {instance!r}")
            raise

        def record(kind: str, of: Event) -> None:
            tx.execute(_RECORD, (*at, kind, of.to_json(), *at))
            journal[kind].append(of)

        record("received", event)
        late = bool(journal["compensated"])  # it had ended before this event
        for number, reaction in enumerate(reactions):
            ended = journal["completed"] or journal["compensated"]
            match reaction:
                case Send() if not late:
                    self._outbox.add(tx, self._follow_up(reaction, event, number, instance))
                case UndoWith():
                    command = self._follow_up(reaction, event, number, instance)
                    if journal["compensated"]:
                        self._outbox.add(tx, command)
                    record("undo", command)
                case Deadline() if not ended:
                    alarm = self._follow_up(reaction, event, number, instance, reaction.seconds)
                    due = self._clock.now() + reaction.seconds
                    tx.execute(_SET, (*at, alarm.type, due, alarm.to_json()))
                case Complete() | Compensate() if not ended:
                    tx.execute(_CANCEL, at)
                    record("completed" if isinstance(reaction, Complete) else "compensated", event)
                    if journal["compensated"]:
                        for command in reversed(journal["undo"]):
                            self._outbox.add(tx, replace(command, causation_id=event.id))

    def _follow_up(
        self,
        reaction: Send | UndoWith | Deadline,
        cause: Event,
        number: int,
        instance: str,
        seconds: float = 0.0,
    ) -> Event:
        """Make the event that carries it; the id tells what led to it, not when it was tried."""
        intent = json.dumps([self.name, instance, cause.source, cause.id, number])
        return cause.caused(
            reaction.type,
            reaction.data,
            id=str(uuid5(NAMESPACE_URL, intent)),
            source=f"/process/{self.name}",
            time=datetime.fromtimestamp(self._clock.now() + seconds, UTC),
        )
