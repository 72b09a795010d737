"""The other faults: what is lost, late or fails, and a lease that runs out."""

import sqlite3

import consumers
from simulated import effects, run

from simulator_checks.common import lines, promise, sends


@promise
def a_lost_delivery_comes_after_the_others():
    assert lines(sends, "A[lost] B") == [
        "lost queue consumer A",
        "deliver queue consumer B",
        "send consumer mail B",
        "ack consumer queue B",
        "deliver queue consumer A",
        "send consumer mail A",
        "ack consumer queue A",
    ]


@promise
def a_lost_acknowledgement_brings_the_event_again():
    assert effects(sends, "A[ack lost] B") == {"A": 2, "B": 1}
    assert lines(sends, "A[ack lost] B")[2] == "lost consumer queue ack A"


@promise
def when_the_lease_runs_out_another_consumer_handles_the_event_meanwhile():
    assert lines(sends, "A[lease before mail.send]") == [
        "deliver queue consumer A",
        "note queue queue the lease runs out",
        "duplicate queue consumer 2 A",
        "send consumer 2 mail A",
        "ack consumer 2 queue A",
        "send consumer mail A",
        "error consumer queue StaleDelivery: no longer yours to settle: OrderPaid A ...",
    ]


@promise
def two_consumers_cannot_write_to_the_database_at_once():
    found = lines(consumers.one_transaction, "A[lease before db.commit]")
    assert "error consumer 2 queue OperationalError: database is locked" in found
    assert effects(consumers.one_transaction, "A[lease before db.commit]") == {"A": 1}


@promise
def a_call_fails_before_its_effect_or_after():
    def tells(event, mail, payment):
        try:
            mail.send(event.id)
        except ConnectionError:
            payment.refund(event.id)

    refunds = "send consumer payment refund A"
    before = lines(tells, "A[error before mail.send]")
    after = lines(tells, "A[error after mail.send]")
    assert refunds in before and "send consumer mail A" not in before
    assert refunds in after and "send consumer mail A" in after


@promise
def a_failing_database_raises_what_sqlite_raises():
    def tells(event, db, mail):
        try:
            db.execute(consumers.BOOK, (event.id,))
        except sqlite3.OperationalError:
            mail.send(event.id)

    assert "send consumer mail A" in lines(tells, "A[error before db.execute]")


@promise
def time_passes_before_a_late_event_and_while_a_dead_consumer_is_away():
    notes = Notes()
    run(
        lambda event, clock, notes: notes.write(clock.now()),
        "A B[late 60] C[crash at end] A",
        offers={"notes": lambda: notes},
    )
    assert notes.written == [0, 60, 60, 90]


class Notes:
    def __init__(self):
        self.written = []

    def write(self, note):
        self.written.append(note)


@promise
def every_fault_that_is_planned_happens_once_and_is_told():
    for fault, kinds in {
        "crash before ack": ["crash"],
        "crash at end": ["crash"],
        "lost": ["lost"],
        "ack lost": ["ack lost"],
        "lease before mail.send": ["lease"],
        "error before mail.send": ["error"],
        "error after ack": ["error"],
        "late 60": ["late"],
    }.items():
        found = run(sends, f"B A[{fault}] C")
        assert list(found.history.fired) == kinds, fault
        assert str(found.schedule) == f"B A[{fault}] C"
