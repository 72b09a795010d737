"""Which event comes when, and what an acknowledgement is worth."""

import brute_force
import consumers
from simulated import effects, run

from simulator_checks.common import lines, promise, sends


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
