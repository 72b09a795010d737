"""A till: a small log and a database, for a consumer that is watched from call to call."""

import sqlite3
from typing import Any

from eventlab import Event, MemoryLog
from eventlab.course.grading import Failure, Mistake
from eventlab.course.mistakes import clue
from eventlab.course.telling import describe, step, stub_in
from eventlab.log import Fenced, Record, partition_of

from .world import SCHEMA

KEYS = [next(f"order-{n}" for n in range(99) if partition_of(f"order-{n}", 2) == p) for p in (0, 1)]


def payment(id: str, **data: Any) -> Event:
    """Return a payment of the shop."""
    return Event("OrderPaid", data or {"customer": "ada", "amount": ord(id)}, id=id, source="/shop")


class Till:
    """A log with two partitions, a database, and a member that tells what is done to it.

    Args:
        places: for each partition the payments that are in it.
        newcomer: whether another member joins while the first polled record is committed.
    """

    def __init__(self, *places: list[Event], newcomer: bool = False) -> None:
        self.log, self.newcomer = MemoryLog(2), newcomer
        for number, events in enumerate(places):
            for event in events:
                self.log.append(event, key=KEYS[number])
                step(
                    f"partition {number} has {event.id}"
                    + ("" if "amount" in event.data else ", without an amount")
                )
        self.db = sqlite3.connect(":memory:")
        self.db.executescript(SCHEMA)
        self.member = self.log.join("billing")
        self.other: Any = None
        self.polls, self.found = 0, False
        self.commits: list[tuple[int, int]] = []
        self.fenced: dict[int, list[str]] = {}  # of each partition that went, what was booked then
        self.error: Exception | None = None

    def consume(self, consume: Any, times: int = 1) -> None:
        """Let the learner's consumer work; an error that it lets out is kept.

        It is called up to so many times, as long as a poll brings something.
        """
        for _ in range(times):
            self.found = False
            step("consume(member, db)")
            try:
                consume(self, self.db)
            except Exception as error:
                if stub_in(error) or isinstance(error, Failure):
                    raise
                self.error = error
            self.db.rollback()  # as the end of a process does
            if not self.found:
                return

    def poll(self, limit: int = 500) -> list[Record]:
        self.polls += 1
        found = self.member.poll(limit)
        self.found = self.found or bool(found)
        step(f"member.poll() returns {' '.join(r.event.id for r in found) or 'nothing'}")
        return found

    def commit(self, partition: int, offset: int) -> None:
        if self.newcomer and self.other is None:
            self.other = self.log.join("billing")
            self.other.poll()
        try:
            self.member.commit(partition, offset)
        except Fenced:
            step(f"member.commit({partition}, {offset}) raises Fenced")
            self.fenced.setdefault(partition, self.ids())
            raise
        self.commits.append((partition, offset))
        step(f"member.commit({partition}, {offset})")

    def seek(self, partition: int, offset: int) -> None:
        self.member.seek(partition, offset)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.member, name)

    def ids(self, table: str = "ledger") -> list[str]:
        """Return the ids that are in a table."""
        return [id for id, *_ in self.db.execute(f"SELECT * FROM {table} ORDER BY rowid")]

    @property
    def places(self) -> tuple[int, ...]:
        """The committed offsets."""
        ends = {0: 0, 1: 0}
        for record in self.log.join("audit").poll():
            ends[record.partition] += 1
        return tuple(ends[p] - lag for p, lag in sorted(self.log.lag("billing").items()))

    def expect(self, rows: str, known: dict[str, Mistake] | None = None) -> None:
        """Demand the ids that are booked, in any order, and that nothing was raised."""
        found = " ".join(sorted(self.ids())) or "nothing"
        mistake = (known or {}).get(found)
        if self.error:
            raised = describe(self.error)
            look = clue(self.error) or "the line that raises it, and the record that it had."
            raise Failure(f"{rows} booked", f"{found} booked, then {raised}", mistake, look=look)
        if found != rows:
            raise Failure(f"{rows} booked", f"{found} booked", mistake)

    def expect_places(self, wanted: tuple[int, int], known: dict[Any, Mistake]) -> None:
        """Demand the committed offsets of both partitions."""
        if (found := self.places) != wanted:
            raise Failure(
                f"the committed offsets are {wanted[0]} and {wanted[1]}",
                f"they are {found[0]} and {found[1]}",
                known.get(found),
            )
