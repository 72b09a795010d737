"""What is tried on `consume(member, db)`: a log in memory, then every crash and every error."""

import sqlite3
from typing import Any

from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.proving import prove
from eventlab.course.shapes import is_function
from eventlab.course.telling import describe, step
from eventlab.log import Fenced
from eventlab.sim.report import Result

from . import mistakes as m
from .till import Till, payment
from .world import classify, retell, world

port = Task("15-port", "consume")

LOOK = "the step before the last one above: what is booked by then, and what is committed?"


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
    rows = till.db.execute("SELECT * FROM ledger").fetchall()
    if rows and rows != [("A", "bob", 7)]:
        raise Failure("the row ('A', 'bob', 7)", f"the row {rows[0]}", m.WRONG_ROW)
    written = till.db.total_changes and not till.error
    till.expect("A", {"nothing": m.NEVER_COMMITS} if written else {})


@port.behaviour
def nothing_there(consume: Any) -> None:
    """When a poll brings nothing, it returns and has written nothing."""
    till = Till([])
    till.consume(consume)
    till.expect("nothing", {"nothing": m.NEEDS_A_RECORD})


@port.behaviour
def polls_once(consume: Any) -> None:
    """It polls once, and returns."""
    till = Till([payment("A")])
    till.consume(consume)
    if till.polls != 1:
        raise Failure("one call of member.poll", f"{till.polls} of them", m.POLLS_ON)


@port.behaviour
def committed(consume: Any) -> None:
    """When it is booked, the next offset is committed."""
    till = Till([payment("A"), payment("B")])
    till.consume(consume, 3)
    till.expect("A B")
    one_less = m.GOES_BACK if (0, 2) in till.commits else m.WITHOUT_THE_ONE
    till.expect_places((2, 0), {(0, 0): m.NO_OFFSET, (1, 0): one_less})


@port.behaviour
def both_partitions(consume: Any) -> None:
    """Each partition has its own place."""
    till = Till([payment("A"), payment("B"), payment("C")], [payment("D")])
    till.consume(consume, 4)
    refused = isinstance(till.error, ValueError)  # an offset that its partition has not
    till.expect("A B C D", {"A D": m.COUNTS} if refused else {"A B C": m.ONE_FOR_ALL})
    known = dict.fromkeys([(3, 0), (0, 1), (2, 1), (1, 1), (0, 0)], m.ONE_FOR_ALL)
    till.expect_places((3, 1), known)


@port.edge
def sent_again(consume: Any) -> None:
    """A payment that the shop has sent again is booked once, and its place committed."""
    till = Till([payment(id) for id in "AABA"])
    till.consume(consume, 4)
    by_place = set(till.ids("seen")) - {"A", "B"}
    again = m.BY_OFFSET if by_place else m.EFFECT_FIRST
    till.expect("A B", {"A A B": m.ADJACENT, "A A A B": again})
    till.expect_places((4, 0), {(3, 0): m.NO_OFFSET_OF_DUPLICATES})


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
        mistake = m.REFUSED_AGAIN if found else m.POISON_DROPPED
        raise Failure("X stands once in `refused`", f"`refused` has {found or 'nothing'}", mistake)
    till.expect_places((3, 0), {(0, 0): m.POISON_STOPS, (2, 0): m.NO_OFFSET_OF_DUPLICATES})


@port.edge
def costs_nothing(consume: Any) -> None:
    """A payment of 0 has an amount, and is booked."""
    till = Till([payment("A", customer="ada", amount=0)])
    till.consume(consume)
    till.expect("A", {"nothing": m.ZERO})


@port.fault
def crash_anywhere(consume: Any) -> None:
    """Wherever the process dies, each payment is booked once in the end."""
    prove(world(consume), lambda r: classify(consume, r), copies=1, faults=["crash"], look=LOOK)


@port.fault
def failing_database(consume: Any) -> None:
    """What the database does not take now can be booked later, and so is not refused."""
    till = Till([payment("A")])
    step("the database takes nothing into `ledger`")
    till.db.set_authorizer(
        lambda does, table, *_: (
            sqlite3.SQLITE_DENY
            if (does, table) == (sqlite3.SQLITE_INSERT, "ledger")
            else sqlite3.SQLITE_OK
        )
    )
    till.consume(consume)
    if found := till.ids("refused"):
        raise Failure("`refused` has nothing", f"`refused` has {found}", m.ERROR_REFUSED)


@port.fault
def failing_calls(consume: Any) -> None:
    """When a call raises an error, nothing that is not booked is committed."""
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
    kept = 0 if 1 in till.fenced else 1
    if (place := till.places[kept]) != 3:
        mistake = m.FENCED_LEAVES_ALL
        raise Failure(f"partition {kept} is committed up to 3", f"up to {place}", mistake)


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


@port.fault
def comes_back(consume: Any) -> None:
    """When a partition has come back, it is handled again."""
    till = _taken_over(consume)
    till.other.leave()
    step("the other member leaves, and its partition comes back")
    till.consume(consume, 4)
    till.expect("A B C D E F", {"A B C D": m.GONE_FOR_EVER, "A D E F": m.GONE_FOR_EVER})


def _error(result: Result) -> Mistake:
    """Say why an error loses a payment or books it twice."""
    failed, *after = retell(result) or [""]
    if "no effect" not in str(result.violated):
        return m.IN_MEMORY
    if failed.startswith("db.") and "db.rollback" not in after:
        return m.HALF
    return m.SWALLOWS if "ack" in after else m.SKIPS_THE_FAILED  # "ack": it has returned


def _taken_over(consume: Any) -> Till:
    till = Till([payment(id) for id in "ABC"], [payment(id) for id in "DEF"], newcomer=True)
    till.member.poll(1)  # so that the next poll begins with partition 1, which will go
    till.member.seek(0, 0)
    step("at the first commit, another member joins, and takes one of the partitions over")
    till.consume(consume, 7)
    return till
