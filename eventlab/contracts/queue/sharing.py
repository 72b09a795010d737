"""Many at once: threads, other handles on the same queue, and what each of them is told."""

import math
from functools import partial

from eventlab.contracts import Make, in_threads, raises, same
from eventlab.contracts.queue.common import got, put, queue, start, take, work
from eventlab.event import Event
from eventlab.queue import QueueStats, StaleDelivery


@queue.case()
def put_twice(make: Make) -> None:
    """An event that is put twice is delivered twice: the queue takes nothing for a duplicate."""
    subject, _ = start(make)
    put(subject, "1 1")
    same(work(subject), "1 1", "the deliveries")


@queue.case()
def as_it_was(make: Make) -> None:
    """An event comes out equal to what was put, with all its attributes."""
    subject, _ = start(make)
    event = Event("Paid", {"sum": 1.5, "of": ["é", None, {"a": 2}]}, subject="order/7")
    event = event.caused("Shipped", extensions={"tenant": "blue", "hops": 3})
    subject.put(event)
    same(got(subject).event, event, "the event")


@queue.case(needs=["stats"])
def stats(make: Make) -> None:
    """stats() counts the ready, the leased and the dead."""
    subject, _ = start(make, max_attempts=1)
    put(subject, "1 2 3 4 5 6")
    subject.nack(got(subject))
    subject.ack(got(subject))
    got(subject)
    same(subject.stats(), QueueStats(ready=3, leased=1, delayed=0, dead=1), "the counts")


@queue.case(needs=["stats", "delay", "lease"])
def stats_in_time(make: Make) -> None:
    """stats() counts the delayed; when delays and leases are over, it counts them as they are."""
    subject, clock = start(make, max_attempts=1)
    put(subject, "1 2 3 4")
    put(subject, "5 6", delay=100.0)
    got(subject)
    same(subject.stats(), QueueStats(ready=3, leased=1, delayed=2, dead=0), "the counts")
    clock.advance(101)
    same(subject.stats(), QueueStats(ready=5, leased=0, delayed=0, dead=1), "the counts later")


@queue.case(needs=["stats", "keys"])
def stats_of_a_key(make: Make) -> None:
    """An event that only waits for others of its key counts as ready, unless it is delayed."""
    subject, _ = start(make)
    put(subject, "1 2 3", key="a")
    put(subject, "4", key="a", delay=100.0)
    got(subject)
    same(subject.stats(), QueueStats(ready=2, leased=1, delayed=1, dead=0), "the counts")


@queue.case()
def refusals(make: Make) -> None:
    """What makes no sense is refused: no event, no text as key, times below 0 or without end."""
    subject, _ = start(make)
    paid = Event("Paid")
    raises(TypeError, subject.put, "Paid")
    raises(TypeError, subject.put, paid, key=7)
    for options in ({"key": ""}, {"delay": -1.0}, {"delay": math.nan}, {"delay": math.inf}):
        raises(ValueError, subject.put, paid, **options)
    same(subject.get(), None, "what was put all the same")


@queue.case()
def refused_settings(make: Make) -> None:
    """Settings with which no event could be handled are refused."""
    for settings in ({"lease": 0.0}, {"lease": math.nan}, {"max_attempts": 0}):
        raises(ValueError, start, make, **settings)


@queue.case()
def refused_nack(make: Make) -> None:
    """A nack that is refused for its arguments leaves the delivery as it is."""
    subject, _ = start(make)
    put(subject, "1")
    delivery = got(subject)
    raises(ValueError, subject.nack, delivery, delay=-1.0)
    raises(TypeError, subject.nack, delivery, reason=None)
    subject.ack(delivery)


@queue.case()
def threads(make: Make) -> None:
    """Many threads put, get and ack at once, and each event is acknowledged exactly once."""
    (subject, _), done = start(make), list[str]()

    def produce_and_consume(worker: str) -> None:
        for number in range(25):
            put(subject, f"{worker}{number}")
            done.extend(work(subject).split())

    in_threads([partial(produce_and_consume, worker) for worker in "ABCD"])
    same(sorted(done), sorted(f"{w}{n}" for w in "ABCD" for n in range(25)), "what was handled")


@queue.case(needs=["shared"])
def second_handle(make: Make) -> None:
    """Opening a queue that is in use takes nothing from the consumers that are at work."""
    subject, clock = start(make)
    put(subject, "1 2")
    first = got(subject)
    second = make(beside=subject, lease=30.0, max_attempts=5, clock=clock)
    same(take(second), "2", "what a second consumer gets")
    subject.ack(first)


@queue.case(needs=["shared"])
def settled_elsewhere(make: Make) -> None:
    """What one handle settles is settled for all, and a put through one is found by the other."""
    subject, clock = start(make)
    second = make(beside=subject, lease=30.0, max_attempts=5, clock=clock)
    put(subject, "1")
    second.ack(delivery := got(second))
    raises(StaleDelivery, subject.ack, delivery)
    same(work(subject), "", "what is delivered after the ack")


@queue.case(needs=["shared"])
def outlives_its_maker(make: Make) -> None:
    """A handle that is closed takes nothing with it: events, attempts and reasons stay."""
    subject, clock = start(make, max_attempts=3)
    put(subject, "1")
    subject.nack(got(subject), reason="no stock")
    put(subject, "2")
    other = make(beside=subject, lease=30.0, max_attempts=2, clock=clock)
    subject.close()
    other.nack(got(other), reason="no money")
    same([letter.reasons for letter in other.dead_letters()], [("no stock", "no money")], "reasons")
    same(work(other), "2", "what is delivered")
