"""In which order events come, and when."""

from collections.abc import Callable
from functools import partial

from eventlab.clock import VirtualClock
from eventlab.contracts import Make, raises, same
from eventlab.contracts.queue.common import got, put, queue, start, take, work
from eventlab.event import Event


@queue.case(needs=["delay"])
def delayed(make: Make) -> None:
    """A delayed event comes when its delay is over, and holds up no other."""
    subject, clock = start(make)
    put(subject, "late", delay=10.0)
    put(subject, "1 2")
    same(work(subject), "1 2", "what is delivered at once")
    clock.advance(9)
    same(work(subject), "", "what is delivered after 9 seconds")
    clock.advance(2)
    same(work(subject), "late", "what is delivered after 11 seconds")


@queue.case(needs=["delay"])
def nack_with_delay(make: Make) -> None:
    """After a nack with a delay the event waits, and the others go on: a poisoned one too."""
    subject, clock = start(make)
    put(subject, "poison 2 3")
    subject.nack(got(subject), delay=10.0)
    same(work(subject), "2 3", "what is delivered meanwhile")
    clock.advance(11)
    same(got(subject).attempt, 2, "the attempt after the delay")


@queue.case(needs=["delay", "lease"])
def it_keeps_its_place(make: Make) -> None:
    """An event that comes back, or was delayed, goes before those that were put after it."""
    subject, clock = start(make)
    put(subject, "delayed", delay=10.0)
    put(subject, "returned expired")
    subject.nack(got(subject))
    subject.nack(got(subject), delay=10.0)
    got(subject)
    put(subject, "4")
    clock.advance(31)
    same(work(subject), "delayed returned expired 4", "the order of the deliveries")


class Meanwhile(VirtualClock):
    """A clock on which waiting is over at once, with `others` called at the beginning of it."""

    def __init__(self) -> None:
        super().__init__(1000.0)
        self.others: Callable[[], object] = lambda: None

    def wait(self, seconds: float) -> None:
        """Let the others do their part, and the time pass."""
        self.others()
        self.advance(seconds)


@queue.case(needs=["clock"])
def waits_by_the_clock(make: Make) -> None:
    """get(timeout) returns None when so many seconds have passed on its clock, not earlier."""
    subject, clock = start(make, clock=Meanwhile())
    same(subject.get(60.0), None, "what get found")
    same(1060 <= clock.now() < 1061, True, f"whether it gave up after {clock.now() - 1000} s")


@queue.case(needs=["clock"])
def put_ends_the_wait(make: Make) -> None:
    """A get that waits finds what somebody puts meanwhile, long before its time is up."""
    subject, clock = start(make, clock=Meanwhile())
    once = [partial(put, subject, "1")]
    clock.others = lambda: once and clock.now() > 1010 and once.pop()()
    delivery = subject.get(60.0)
    same(delivery and delivery.event.id, "1", "what get found")
    same(clock.now() < 1011, True, f"whether {clock.now() - 1010} s after the put is soon")


# Keys and batches.


@queue.case(needs=["keys"])
def key_one_at_a_time(make: Make) -> None:
    """While an event of a key is leased, no other of that key is delivered."""
    subject, _ = start(make)
    put(subject, "1 2", key="a")
    first = got(subject)
    same(take(subject), "", "what is delivered beside the first")
    subject.ack(first)
    same(work(subject), "2", "what is delivered after its ack")


@queue.case(needs=["keys"])
def keys_side_by_side(make: Make) -> None:
    """A key that is busy holds up neither other keys nor events without a key."""
    subject, _ = start(make)
    put(subject, "a1 a2", key="a")
    put(subject, "1 2")
    put(subject, "b1 b2", key="b")
    same(take(subject), "a1 1 2 b1", "what is delivered side by side")


@queue.case(needs=["keys"])
def keys_keep_the_order(make: Make) -> None:
    """With one consumer, events of several keys come in the order of put."""
    subject, _ = start(make)
    for id in ("a1", "a2", "b1", "a3", "b2"):
        put(subject, id, key=id[0])
    same(work(subject), "a1 a2 b1 a3 b2", "the order of the deliveries")


@queue.case(needs=["keys"])
def key_across_nack(make: Make) -> None:
    """An event that a nack gives back comes before the others of its key."""
    subject, _ = start(make)
    put(subject, "1 2 3", key="a")
    subject.nack(got(subject))
    same(work(subject), "1 2 3", "the order after the nack")


@queue.case(needs=["keys", "delay"])
def key_across_nack_with_delay(make: Make) -> None:
    """While an event waits for its next attempt, it holds back the others of its key alone."""
    subject, clock = start(make)
    put(subject, "1 2", key="a")
    put(subject, "other")
    subject.nack(got(subject), delay=10.0)
    same(work(subject), "other", "what is delivered meanwhile")
    clock.advance(11)
    same(work(subject), "1 2", "the order after the delay")


@queue.case(needs=["keys", "delay"])
def key_across_delay(make: Make) -> None:
    """A delayed event holds back what was put after it with its key, and not what came before."""
    subject, clock = start(make)
    put(subject, "1", key="a")
    put(subject, "2", key="a", delay=10.0)
    put(subject, "3", key="a")
    same(work(subject), "1", "what is delivered at once")
    clock.advance(11)
    same(work(subject), "2 3", "the order after the delay")


@queue.case(needs=["keys", "lease"])
def key_across_expiry(make: Make) -> None:
    """An event whose lease ran out comes before the others of its key."""
    subject, clock = start(make)
    put(subject, "1 2 3", key="a")
    got(subject)
    clock.advance(31)
    same(work(subject), "1 2 3", "the order after the lease ran out")


@queue.case(needs=["keys"])
def key_across_death(make: Make) -> None:
    """A dead letter releases the others of its key, in order."""
    subject, _ = start(make, max_attempts=1)
    put(subject, "1 2 3", key="a")
    subject.nack(got(subject))
    same(work(subject), "2 3", "what is delivered after the dead letter")


@queue.case(needs=["keys", "lease"])
def key_across_death_by_expiry(make: Make) -> None:
    """An event that is given up because its lease ran out releases the others of its key."""
    subject, clock = start(make, max_attempts=1)
    put(subject, "1 2 3", key="a")
    got(subject)
    clock.advance(31)
    same(work(subject), "2 3", "what is delivered after the dead letter")


@queue.case(needs=["batches"])
def get_many(make: Make) -> None:
    """get_many(n) leases the first n that are ready, in order, and fewer when there are fewer."""
    subject, _ = start(make)
    put(subject, "1 2 3 4 5")
    sizes = (3, 3, 3)
    found = [[delivery.event.id for delivery in subject.get_many(n)] for n in sizes]
    same(found, [["1", "2", "3"], ["4", "5"], []], "the batches")


@queue.case(needs=["batches", "keys"])
def get_many_of_a_key(make: Make) -> None:
    """A batch holds at most one event of each key."""
    subject, _ = start(make)
    for id in ("a1", "a2", "b1", "3", "b2", "4"):
        put(subject, id, key=id[0] if len(id) == 2 else None)
    found = [delivery.event.id for delivery in subject.get_many(6)]
    same(found, ["a1", "b1", "3", "4"], "the batch")


@queue.case(needs=["batches"])
def put_many(make: Make) -> None:
    """put_many adds its events in their order, behind what was put before."""
    subject, _ = start(make)
    put(subject, "1")
    subject.put_many(Event("Paid", id=id) for id in "234")
    put(subject, "5")
    same(work(subject), "1 2 3 4 5", "the order of the deliveries")


@queue.case(needs=["batches"])
def put_many_or_none(make: Make) -> None:
    """When one of the events is refused, put_many adds none of them."""
    subject, _ = start(make)
    raises(TypeError, subject.put_many, [Event("Paid", id="1"), "no event", Event("Paid")])
    same(work(subject), "", "what was added")


@queue.case(needs=["batches", "keys", "delay"])
def put_many_with_options(make: Make) -> None:
    """The key and the delay of put_many hold for each of its events."""
    subject, clock = start(make)
    subject.put_many([Event("Paid", id=id) for id in "12"], key="a", delay=10.0)
    same(take(subject), "", "what is delivered before the delay is over")
    clock.advance(11)
    same(take(subject), "1", "what is delivered at once after the delay")
