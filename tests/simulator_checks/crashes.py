"""Where a crash comes, what it takes with it, and that the dead do nothing."""

import consumers
from simulated import effects, run

from eventlab.sim import Scenario, Schedule
from simulator_checks.common import lines, promise, sends_twice


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
