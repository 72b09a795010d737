"""What is tried on `consume(member, db)`: a log in memory, then every crash and every error."""

import sqlite3
from typing import Any

from eventlab import Event, MemoryLog
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.proving import prove
from eventlab.course.shapes import is_function
from eventlab.course.telling import describe, step, stub_in
from eventlab.log import Fenced, Record, partition_of
from eventlab.sim.report import Result

from . import mistakes as m
from .world import SCHEMA, classify, retell, world

port = Task("15-port", "consume")

KEYS = [next(f"order-{n}" for n in range(99) if partition_of(f"order-{n}", 2) == p) for p in (0, 1)]
LOOK = "the step before the last one above: what is booked by then, and what is committed?"


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
        self.fenced: dict[int, list[str]] = {}  # of each partition that went, what was booked then
        self.error: Exception | None = None

    def consume(self, consume: Any, times: int = 1) -> None:
        """Let the learner's consumer work; an error that it lets out is kept."""
        for _ in range(times):
            step("consume(member, db)")
            try:
                consume(self, self.db)
            except Exception as error:
                if stub_in(error) or isinstance(error, Failure):
                    raise
                self.error = error
            self.db.rollback()  # as the end of a process does

    def poll(self, limit: int = 500) -> list[Record]:
        found = self.member.poll(limit)
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
            raise Failure(f"{rows} booked", f"{found} booked, then {raised}", mistake)
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


@port.shape
def a_function(consume: Any) -> None:
    """You hand in a function that takes the member and the database, by these names."""
    is_function(consume, "consume(member, db)")
    try:
        world(consume)
    except TypeError as error:
        raise Failure("a function with the parameters member and db", str(error)) from None


@port.behaviour
def one_row(consume: Any) -> None:
    """A payment becomes one row: its id, its customer, its amount."""
    till = Till([payment("A", customer="bob", amount=7)])
    till.consume(consume)
    till.expect("A", {"nothing": m.NEVER_COMMITS})
    rows = till.db.execute("SELECT * FROM ledger").fetchall()
    if rows != [("A", "bob", 7)]:
        raise Failure("the row ('A', 'bob', 7)", f"the row {rows[0]}", m.WRONG_ROW)


@port.behaviour
def nothing_there(consume: Any) -> None:
    """When a poll brings nothing, it returns and has written nothing."""
    till = Till([])
    till.consume(consume)
    till.expect("nothing", {"nothing": m.NEEDS_A_RECORD})


@port.behaviour
def committed(consume: Any) -> None:
    """When it is booked, the next offset is committed."""
    till = Till([payment("A"), payment("B")])
    till.consume(consume, 3)
    till.expect("A B")
    till.expect_places((2, 0), {(0, 0): m.NO_OFFSET, (1, 0): m.WITHOUT_THE_ONE})


@port.behaviour
def both_partitions(consume: Any) -> None:
    """Each partition has its own place."""
    till = Till([payment("A"), payment("B"), payment("C")], [payment("D")])
    till.consume(consume, 4)
    till.expect("A B C D", {"A B C": m.ONE_FOR_ALL})
    known = dict.fromkeys([(3, 0), (0, 1), (2, 1), (1, 1), (0, 0)], m.ONE_FOR_ALL)
    till.expect_places((3, 1), known)


@port.edge
def sent_again(consume: Any) -> None:
    """A payment that the shop has sent again is booked once, and its place committed."""
    till = Till([payment("A"), payment("B"), payment("A")])
    till.consume(consume, 3)
    till.expect("A B", {"A A B": m.BY_OFFSET if till.ids("seen") else m.EFFECT_FIRST})
    till.expect_places((3, 0), {(2, 0): m.NO_OFFSET_OF_DUPLICATES})


@port.edge
def same_content(consume: Any) -> None:
    """Two payments with the same content are two."""
    till = Till([payment("A"), payment("B", customer="ada", amount=ord("A"))])
    till.consume(consume, 2)
    till.expect("A B", {"A": m.BY_PAYLOAD})


@port.edge
def poison(consume: Any) -> None:
    """What cannot be booked goes into `refused`, once, and holds nothing up."""
    poison = payment("X", customer="eve")
    till = Till([poison, payment("A"), poison])
    till.consume(consume, 3)
    till.expect("A", {"nothing": m.POISON_STOPS})
    if (found := till.ids("refused")) != ["X"]:
        mistake = None if found else m.POISON_DROPPED
        raise Failure("X stands once in `refused`", f"`refused` has {found or 'nothing'}", mistake)
    till.expect_places((3, 0), {(0, 0): m.POISON_STOPS, (2, 0): m.NO_OFFSET_OF_DUPLICATES})


@port.fault
def crash_anywhere(consume: Any) -> None:
    """Wherever the process dies, each payment is booked once in the end."""
    prove(world(consume), lambda r: classify(consume, r), copies=1, faults=["crash"], look=LOOK)


@port.fault
def failing_calls(consume: Any) -> None:
    """When the database refuses, nothing that is not booked is committed."""
    prove(world(consume), _error, copies=1, faults=["error"], look=LOOK)


@port.fault
def fenced_goes_on(consume: Any) -> None:
    """When one partition has gone to another member, those that are left are handled."""
    till = _taken_over(consume)
    mine = {"A", "B", "C"} if 1 in till.fenced else {"D", "E", "F"}
    if isinstance(till.error, Fenced):
        raise Failure("consume returns", describe(till.error), m.FENCED_ENDS)
    if till.error or not mine <= set(till.ids()):
        happened = describe(till.error) if till.error else f"only {' '.join(till.ids())}"
        raise Failure(f"{' '.join(sorted(mine))} are booked", happened, m.FENCED_LEAVES_ALL)


@port.fault
def fenced_leaves_alone(consume: Any) -> None:
    """The rest of a partition that has gone is left to its new owner."""
    till = _taken_over(consume)
    for partition, before in till.fenced.items():
        theirs = set("DEF" if partition else "ABC")
        if more := sorted(theirs & set(till.ids()) - set(before)):
            raise Failure(
                f"nothing more of partition {partition} is booked after Fenced",
                f"{' '.join(more)} booked",
                m.FENCED_SWALLOWED,
            )


def _error(result: Result) -> Mistake:
    retell(result)
    return m.SKIPS_THE_FAILED if "no effect" in str(result.violated) else m.IN_MEMORY


def _taken_over(consume: Any) -> Till:
    till = Till([payment(id) for id in "ABC"], [payment(id) for id in "DEF"], newcomer=True)
    step("at the first commit, another member joins, and takes one of the partitions over")
    till.consume(consume)
    return till
