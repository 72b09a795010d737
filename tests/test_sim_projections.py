"""A projection is woken in every order, twice, and is killed at every call: where is it wrong?"""

import pytest

from eventlab.sim import Scenario, explore
from eventlab.sim.durable import database
from eventlab.sim.scenario import ORDERS

AT = "SELECT position FROM checkpoint"
MOVE = "UPDATE checkpoint SET position = ?"
BOOK = "INSERT INTO receipts VALUES (?)"
OFFERS = {
    "db": database(
        "CREATE TABLE checkpoint (position INTEGER); INSERT INTO checkpoint VALUES (0);"
        "CREATE TABLE receipts (id TEXT)",
        effects="SELECT id FROM receipts",
    )
}


def behind(db):
    """The positions and events behind the checkpoint: what is delivered is only a call to look."""
    [(position,)] = db.execute(AT).fetchall()
    return [(number, each) for number, each in enumerate(ORDERS, start=1) if number > position]


def one_transaction(event, db):
    with db:
        db.execute("BEGIN IMMEDIATE")
        for position, each in behind(db):
            db.execute(BOOK, (each.id,))
            db.execute(MOVE, (position,))


def transaction_for_each(event, db):
    for _ in ORDERS:
        with db:
            db.execute("BEGIN IMMEDIATE")
            for position, each in behind(db)[:1]:
                db.execute(MOVE, (position,))
                db.execute(BOOK, (each.id,))


def reads_before_it_begins(event, db):
    with db:
        for position, each in behind(db):  # sqlite3 begins the transaction at the first INSERT
            db.execute(BOOK, (each.id,))
            db.execute(MOVE, (position,))


def checkpoint_after_it(event, db):
    for position, each in behind(db):
        with db:
            db.execute(BOOK, (each.id,))
        with db:
            db.execute(MOVE, (position,))


def checkpoint_before_it(event, db):
    for position, each in behind(db):
        with db:
            db.execute(MOVE, (position,))
        with db:
            db.execute(BOOK, (each.id,))


def only_what_wakes_it(event, db):
    with db:
        for position, each in behind(db):
            if each.id == event.id:
                db.execute(BOOK, (each.id,))
                db.execute(MOVE, (position,))


def explored(projection, **options):
    return explore(Scenario("projection", projection, offers=OFFERS), **options)


@pytest.mark.parametrize("projection", [one_transaction, transaction_for_each])
def test_a_checkpoint_in_the_transaction_is_right_wherever_it_is_killed(projection):
    assert explored(projection, faults=["crash at end"]).verdict == "holds"
    report = explored(projection, copies=1, faults=["crash", "error", "lease"])
    assert report.verdict == "holds", report
    assert report.fired["crash"] > 20


@pytest.mark.parametrize(
    ("projection", "reason"),
    [(checkpoint_after_it, "A has 2 effects"), (checkpoint_before_it, "A has no effect")],
)
def test_a_checkpoint_outside_is_answered_with_the_one_crash_that_shows_it(projection, reason):
    assert explored(projection, faults=[]).verdict == "holds"  # no order and no copy shows it
    failure = explored(projection, faults=["crash"]).failure
    assert failure.violated.finding.reason == reason
    assert str(failure.schedule) == "A[crash before db.execute #3] B C"


def test_a_checkpoint_that_is_read_before_the_transaction_begins_is_shared_by_two():
    assert explored(reads_before_it_begins, copies=1, faults=["crash"]).verdict == "holds"
    failure = explored(reads_before_it_begins, copies=1, faults=["lease"]).failure
    assert failure.violated.finding.reason == "A has 2 effects"
    assert str(failure.schedule) == "A[lease before db.execute #2] B C"


def test_a_checkpoint_over_what_was_delivered_needs_the_order_that_nobody_promised():
    failure = explored(only_what_wakes_it, faults=[]).failure
    assert failure.violated.finding.reason == "B has no effect"
    assert str(failure.schedule) == "A C B"
