"""What the simulator promises, each as a check that a bug in it would fail.

test_sim_promises.py runs them on the simulator as it is; test_sim_bugs.py plants one bug after
the other, and demands that one of them fails.
"""

import sqlite3

import brute_force
import consumers

from eventlab.sim import Property, Scenario, explore, nothing_doubled, nothing_lost, replay
from eventlab.sim.schedule import Schedule

CHECKS = {}


def promise(check):
    CHECKS[check.__name__] = check
    return check


def run(consumer, schedule, **world):
    return Scenario("check", consumer, **world).run(Schedule.parse(schedule))


def effects(consumer, schedule, **world):
    return dict(run(consumer, schedule, **world).history.effects)


def lines(consumer, schedule, **world):
    trace = run(consumer, schedule, **world).history.trace()
    return [
        f"{step.kind} {step.source} {step.target} {step.label}".rstrip() for step in trace.steps
    ]


def sends(event, mail):
    mail.send(event.id)


def sends_twice(event, mail, payment):
    payment.charge(event.id)
    mail.send(event.id)


# Deliveries


@promise
def events_come_in_the_order_of_the_schedule():
    for word in brute_force.words():
        found = [op.subject for op in run(sends, " ".join(word)).history.ops if op.kind == "effect"]
        assert "".join(found) == word


@promise
def a_duplicate_is_delivered():
    assert effects(sends, "A B A") == {"A": 2, "B": 1}
    assert list(run(sends, "A B A").history.fired) == ["duplicate"]


@promise
def what_was_acknowledged_does_not_come_again():
    assert lines(sends, "A") == [
        "deliver queue consumer A",
        "send consumer mail A",
        "ack consumer queue A",
    ]


@promise
def what_was_not_acknowledged_comes_again_until_it_is_given_up():
    def never_acknowledges(event, mail, ack):
        mail.send(event.id)

    assert effects(never_acknowledges, "A B", max_attempts=3) == {"A": 3, "B": 3}
    last = lines(never_acknowledges, "A B", max_attempts=3)[-1]
    assert last == "dead_letter queue dead letters B"


@promise
def what_fails_comes_again_after_the_others():
    def fails_once(event, mail, delivery):
        if event.id == "A" and delivery.attempt == 1:
            raise ValueError("no stock")
        mail.send(event.id)

    order = [op.subject for op in run(fails_once, "A B C").history.ops if op.kind == "effect"]
    assert order == ["B", "C", "A"]
    assert "error consumer queue ValueError: no stock" in lines(fails_once, "A B C")


@promise
def an_acknowledgement_counts_once_and_only_while_the_lease_runs():
    def acknowledges_twice(event, mail, ack):
        ack()
        ack()

    assert any("StaleDelivery" in line for line in lines(acknowledges_twice, "A"))
    stale = lines(consumers.effect_first, "A[lease before ack]")
    assert [line for line in stale if line.startswith("ack")] == ["ack consumer 2 queue A"]
    assert any(line.startswith("error consumer queue StaleDelivery") for line in stale)


# Crashes


@promise
def a_crash_comes_at_its_place_and_the_event_again_at_once():
    assert lines(sends_twice, "A[crash before mail.send] B") == [
        "deliver queue consumer A",
        "send consumer payment charge A",
        "crash consumer consumer before mail.send",
        "restart consumer consumer",
        "duplicate queue consumer A",
        "send consumer payment charge A",
        "send consumer mail A",
        "ack consumer queue A",
        "deliver queue consumer B",
        "send consumer payment charge B",
        "send consumer mail B",
        "ack consumer queue B",
    ]


@promise
def a_crash_can_come_at_every_call_and_at_the_end():
    for place, count in {
        "before payment.charge": 1,
        "before mail.send": 2,
        "before ack": 2,
        "at end": 1,
    }.items():
        found = run(sends_twice, f"A[crash {place}]").history
        assert found.fired == ("crash",)
        charged = [op for op in found.ops if op.kind == "effect" and op.target == "payment"]
        assert len(charged) == count, place


@promise
def a_crash_loses_what_was_in_memory():
    for consumer in (
        consumers.seen_set_in_memory,
        consumers.RemembersInItself,
        consumers.RemembersInItself(),
        remembers_in_a_closure,
        remembers_in_its_class(),
        remembers_in_a_default(),
    ):
        assert effects(consumer, "A A") == {"A": 1}, consumer
        assert effects(consumer, "A[crash at end] A") == {"A": 2}, consumer


def remembers_in_a_closure():
    seen = set()

    def handle(event, mail):
        if event.id not in seen:
            mail.send(event.id)
            seen.add(event.id)

    return handle


def remembers_in_its_class():
    class Handler:
        seen = set()  # noqa: RUF012

        def handle(self, event, mail):
            if event.id not in Handler.seen:
                mail.send(event.id)
                self.seen.add(event.id)

    return Handler


def remembers_in_a_default():
    def handle(event, mail, *, seen=[]):
        if event.id not in seen:
            mail.send(event.id)
            seen.append(event.id)

    return handle


@promise
def a_crash_keeps_what_was_committed_and_nothing_else():
    def books(event, db):
        db.execute(consumers.BOOK, (event.id,))
        db.commit()

    assert effects(books, "A[crash before db.commit]") == {"A": 1}
    assert effects(books, "A[crash before ack]") == {"A": 2}

    def half(event, db):
        db.execute(consumers.BOOK, (event.id,))

    assert effects(half, "A") == {}


@promise
def a_dead_consumer_has_no_effect():
    for consumer in (in_finally, in_except, in_a_loop, in_a_with):
        found = run(consumer, "A[crash before mail.send]")
        ops = list(found.history.ops)
        died = next(i for i, op in enumerate(ops) if op.kind == "crash")
        back = next(i for i, op in enumerate(ops) if op.kind == "restart")
        kinds = {op.kind for op in ops[died + 1 : back]}
        assert kinds == {"lost"}, consumer
        late = [op.label for op in ops[died + 1 : back]]
        assert all(label.endswith("(too late)") for label in late), late


def in_finally(event, mail, payment, ack):
    try:
        mail.send(event.id)
    finally:
        payment.charge(event.id)
        ack()


def in_except(event, mail, payment, ack):
    try:
        mail.send(event.id)
    except BaseException:
        payment.charge(event.id)
        ack()
        raise ValueError("as if nothing had happened") from None


def in_a_loop(event, mail, ack):
    for _ in range(3):
        try:
            mail.send(event.id)
            break
        except BaseException:
            continue
    ack()


def in_a_with(event, mail, db):
    try:
        with db:
            mail.send(event.id)
    except BaseException:
        db.execute(consumers.BOOK, (event.id,))
        db.commit()


@promise
def a_dead_consumer_that_swallows_its_death_is_dead():
    def swallows(event, mail):
        try:
            mail.send(event.id)
        except BaseException:
            return

    def swallows_and_forgets(event, mail, ack):
        swallows(event, mail)

    def turns_it_into_an_error(event, mail):
        try:
            mail.send(event.id)
        except BaseException:
            raise ValueError("no mail") from None

    def dies_of_that_error(queue, mail):
        while delivery := queue.get():
            turns_it_into_an_error(delivery.event, mail)
            queue.ack(delivery)

    for consumer in (swallows, turns_it_into_an_error, dies_of_that_error):
        assert effects(consumer, "A[crash before mail.send]") == {"A": 1}
        assert not any(
            "ValueError" in line for line in lines(consumer, "A[crash before mail.send]")
        )
    found = lines(swallows_and_forgets, "A[crash before mail.send]", max_attempts=2)
    assert found[1:4] == [
        "crash consumer consumer before mail.send",
        "restart consumer consumer",
        "duplicate queue consumer A",
    ]


@promise
def runs_share_nothing():
    scenario = Scenario("check", consumers.seen_set_in_memory)
    database = Scenario("check", consumers.one_transaction)
    for _ in range(3):
        for one in (scenario, database):
            assert dict(one.run(Schedule.parse("A B")).history.effects) == {"A": 1, "B": 1}


# Other faults


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


# Exploring


@promise
def every_schedule_is_run():
    scenario = Scenario("check", sends, properties=[nothing_lost()])
    assert explore(scenario, faults=[]).schedules == 222
    assert explore(scenario, faults=["crash at end"]).schedules == 1374
    assert explore(scenario, copies=1).schedules == 6 + 6 * 3 * 3


@promise
def the_first_failure_is_the_smallest():
    found = explore(Scenario("check", consumers.only_adjacent_duplicates)).failure
    assert str(found.schedule) == "A B A C"
    assert str(explore(Scenario("check", consumers.mark_first)).failure.schedule) == (
        "A[crash before mail.send] B C"
    )


@promise
def what_could_not_be_exercised_is_not_said_to_hold():
    scenario = Scenario("check", lambda event, ack: None, properties=[nothing_doubled()])
    assert explore(scenario, copies=1, faults=["lease"]).verdict == "not exercised"
    never = Property("nothing ever comes late", lambda history: None, needs=["late"])
    idle = Scenario("check", sends, properties=[never])
    assert explore(idle, copies=1, faults=["crash"]).verdict == "not exercised"
    assert explore(idle, copies=1, faults=["late 60"]).verdict == "holds"


@promise
def what_is_drawn_is_made_small():
    scenario = Scenario("check", consumers.only_adjacent_duplicates)
    found = explore(scenario, copies=3, faults=["crash", "error"], most=3, seeds=50).failure
    assert len(found.schedule) <= 4
    assert replay(f"check: {found.schedule}", scenario).violated


@promise
def a_failure_is_replayed_to_the_byte():
    for consumer in (consumers.mark_last, consumers.ack_first, consumers.by_payload):
        scenario = Scenario("check", consumer)
        found = explore(scenario).failure
        again = replay(f"check: {found.schedule}")
        assert again.trace.to_json() == found.trace.to_json()
