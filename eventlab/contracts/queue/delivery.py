"""Who has an event, how a delivery is settled, and when an event is given up."""

from typing import Any

from eventlab.contracts import Make, raises, same
from eventlab.contracts.queue.common import got, put, queue, start, take, work
from eventlab.queue import StaleDelivery

# What a lesson builds.


@queue.case(core=True)
def first_in_first_out(make: Make) -> None:
    """Events come out in the order of put, and then there is None."""
    subject, _ = start(make)
    put(subject, "1 2 3")
    same(take(subject), "1 2 3", "the order of the deliveries")
    same(subject.get(), None, "what get found in the end")


@queue.case(core=True)
def in_flight(make: Make) -> None:
    """An event that is leased is given to nobody else until its lease runs out."""
    subject, clock = start(make)
    put(subject, "1")
    got(subject)
    clock.advance(29)
    same(subject.get(), None, "what a second consumer got")


@queue.case(core=True)
def acked_is_gone(make: Make) -> None:
    """An acknowledged event is never delivered again; the others stay."""
    subject, clock = start(make)
    put(subject, "1 2")
    subject.ack(got(subject))
    clock.advance(31)
    same(take(subject), "2", "what is delivered after the ack")


@queue.case(core=True, needs=["lease"])
def lease_runs_out(make: Make) -> None:
    """When the lease runs out, the event is delivered again, as the next attempt."""
    subject, clock = start(make)
    put(subject, "1")
    first = got(subject)
    clock.advance(31)
    second = got(subject)
    same((first.attempt, second.attempt), (1, 2), "the attempts")
    same(second.event, first.event, "the event of the second delivery")


@queue.case(core=True, needs=["lease"])
def stale_after_redelivery(make: Make) -> None:
    """After a redelivery the old delivery's ack raises StaleDelivery and does no harm."""
    subject, clock = start(make)
    put(subject, "1")
    old = got(subject)
    clock.advance(31)
    new = got(subject)
    raises(StaleDelivery, subject.ack, old)
    subject.ack(new)
    clock.advance(31)
    same(take(subject), "", "what is delivered after the second ack")


# Giving back, and giving up.


@queue.case()
def nack_gives_back(make: Make) -> None:
    """A nack gives the event back at once, to be delivered as the next attempt."""
    subject, _ = start(make)
    put(subject, "1")
    subject.nack(got(subject))
    same(got(subject).attempt, 2, "the attempt after the nack")


@queue.case()
def dead_after_the_last_attempt(make: Make) -> None:
    """After `max_attempts` the event goes to the dead letters, with the reason of each attempt."""
    subject, _ = start(make, max_attempts=2)
    put(subject, "1")
    for reason in ("no stock", "no money"):
        subject.nack(got(subject), reason=reason)
    put(subject, "2")
    same(take(subject), "2", "what is still delivered")
    dead = [
        (letter.event.id, letter.attempts, *letter.reasons) for letter in subject.dead_letters()
    ]
    same(dead, [("1", 2, "no stock", "no money")], "the dead letters")


@queue.case()
def attempts_are_its_own(make: Make) -> None:
    """Each event counts its own attempts."""
    subject, _ = start(make, max_attempts=2)
    put(subject, "1 2")
    subject.nack(got(subject))
    both = {d.event.id: d.attempt for d in (got(subject), got(subject))}
    same(both, {"1": 2, "2": 1}, "ids and attempts")


# Receipts: who may still settle a delivery.


@queue.case()
def acked_twice(make: Make) -> None:
    """A second ack of the same delivery raises StaleDelivery."""
    subject, _ = start(make)
    put(subject, "1")
    delivery = got(subject)
    subject.ack(delivery)
    raises(StaleDelivery, subject.ack, delivery)


@queue.case()
def stale_after_nack(make: Make) -> None:
    """After a nack the delivery is settled: neither ack nor a second nack counts."""
    subject, _ = start(make)
    put(subject, "1")
    delivery = got(subject)
    subject.nack(delivery)
    raises(StaleDelivery, subject.ack, delivery)
    raises(StaleDelivery, subject.nack, delivery)
    same(got(subject).attempt, 2, "the attempt after all this")


@queue.case(needs=["lease"])
def stale_from_the_moment_it_runs_out(make: Make) -> None:
    """An ack after the lease ran out raises StaleDelivery, also if nobody got the event since."""
    subject, clock = start(make)
    put(subject, "1")
    delivery = got(subject)
    clock.advance(31)
    raises(StaleDelivery, subject.ack, delivery)
    same(take(subject), "1", "what is delivered again")


@queue.case(needs=["lease"])
def stale_nack(make: Make) -> None:
    """A nack after the lease ran out raises StaleDelivery and does not end the new delivery."""
    subject, clock = start(make)
    put(subject, "1")
    old = got(subject)
    clock.advance(31)
    new = got(subject)
    raises(StaleDelivery, subject.nack, old)
    subject.ack(new)


@queue.case(needs=["extend"])
def stale_extend(make: Make) -> None:
    """A lease that ran out, or a delivery that is settled, cannot be extended."""
    subject, clock = start(make)
    put(subject, "1 2")
    late, settled = got(subject), got(subject)
    subject.ack(settled)
    raises(StaleDelivery, subject.extend, settled, 30.0)
    clock.advance(31)
    raises(StaleDelivery, subject.extend, late, 30.0)
    same(take(subject), "1", "what is delivered again")


@queue.case()
def receipts_are_not_used_again(make: Make) -> None:
    """An old delivery never settles an event that was put later."""
    subject, _ = start(make)
    put(subject, "1")
    subject.ack(old := got(subject))
    put(subject, "2")
    new = got(subject)
    raises(StaleDelivery, subject.ack, old)
    subject.ack(new)


@queue.case()
def deliveries_of_another_queue(make: Make) -> None:
    """A delivery of another queue is refused, and settles nothing here."""
    (subject, _), (other, _) = start(make), start(make)
    put(subject, "1")
    put(other, "1")
    ours, theirs = got(subject), got(other)
    raises(StaleDelivery, subject.ack, theirs)
    subject.ack(ours)
    other.ack(theirs)


@queue.case(needs=["batches"])
def batch_with_a_stale_one(make: Make) -> None:
    """An ack of several raises StaleDelivery with those that are stale, and acks the others."""
    subject, clock = start(make)
    put(subject, "1 2 3")
    one, two, three = subject.get_many(3)
    subject.ack(two)
    error: Any = raises(StaleDelivery, subject.ack, one, two, three)
    same(getattr(error, "deliveries", None), (two,), "the deliveries that the error names")
    clock.advance(31)
    same(take(subject), "", "what is delivered again")


@queue.case(needs=["extend"])
def extended(make: Make) -> None:
    """An extended lease runs out the given seconds after the call, not earlier and not later."""
    subject, clock = start(make)
    put(subject, "1")
    delivery = got(subject)
    clock.advance(20)
    subject.extend(delivery, 60.0)
    clock.advance(59)
    same(subject.get(), None, "what a second consumer got after 59 seconds")
    clock.advance(2)
    raises(StaleDelivery, subject.ack, delivery)
    same(take(subject), "1", "what is delivered after 61 seconds")


# Giving up.


@queue.case(needs=["lease"])
def attempts_end_with_the_lease(make: Make) -> None:
    """A lease that runs out counts as an attempt, and after the last one the event is dead."""
    subject, clock = start(make, max_attempts=2)
    put(subject, "1")
    subject.nack(got(subject), reason="no stock")
    got(subject)
    clock.advance(31)
    same(subject.get(), None, "what a third attempt got")
    [letter] = subject.dead_letters()
    same(letter.reasons[0], "no stock", "the first reason")
    same("lease" in letter.reasons[1], True, f"whether '{letter.reasons[1]}' speaks of the lease")


@queue.case(needs=["redrive"])
def redriven(make: Make) -> None:
    """A dead letter that is redriven starts again at attempt 1, with no old reasons."""
    subject, _ = start(make, max_attempts=2)
    put(subject, "1")
    for reason in ("one", "two", "three", "four"):
        if letters := list(subject.dead_letters()):
            subject.redrive(letters[0].id)
        delivery = got(subject)
        subject.nack(delivery, reason=reason)
    same([letter.reasons for letter in subject.dead_letters()], [("three", "four")], "the reasons")


@queue.case(needs=["redrive"])
def redriven_once(make: Make) -> None:
    """A redriven event is no dead letter any more; redriving it twice is a LookupError."""
    subject, _ = start(make, max_attempts=1)
    put(subject, "1")
    subject.nack(got(subject))
    [letter] = subject.dead_letters()
    subject.redrive(letter.id)
    raises(LookupError, subject.redrive, letter.id)
    same([letter.event.id for letter in subject.dead_letters()], [], "the dead letters")
    same(work(subject), "1", "what is delivered")


@queue.case(needs=["redrive", "keys"])
def redriven_to_the_end(make: Make) -> None:
    """A redriven event keeps its key and comes behind all others, those of its key too."""
    subject, _ = start(make, max_attempts=1)
    put(subject, "1 2 3", key="a")
    subject.nack(got(subject))
    [letter] = subject.dead_letters()
    subject.redrive(letter.id)
    first = got(subject)
    same((first.event.id, take(subject)), ("2", ""), "what is delivered at once")
    subject.ack(first)
    same(work(subject), "3 1", "the order of the rest")
