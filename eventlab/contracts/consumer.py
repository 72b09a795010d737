"""The contract of a consumer. `make(queue, handler, **options)` returns one.

The options are those of `Consumer`: `retry`, `clock`, and with the feature "inbox" also `inbox`.
The queue is a `MemoryQueue` in virtual time, with a lease of 30 seconds and three attempts.
"""

from functools import partial
from typing import Any

from eventlab.clock import VirtualClock
from eventlab.contracts import Contract, Make, Stop, in_threads, raises, same
from eventlab.event import Event
from eventlab.memory_queue import MemoryQueue

consumer = Contract("consumer")


def start(*ids: str, key: str | None = None) -> tuple[MemoryQueue, VirtualClock]:
    """Make a queue that holds an event for each of the ids."""
    clock = VirtualClock(1000.0)
    queue = MemoryQueue(lease=30.0, max_attempts=3, clock=clock)
    queue.put_many([Event("Paid", id=id) for id in ids], key=key)
    return queue, clock


def fail(error: Exception, *_: Any) -> None:
    """Raise the error, whatever the call was."""
    raise error


class Work:
    """A handler that notes what it was given, and fails for some of it."""

    def __init__(self, *failing: str) -> None:
        self.heard: list[str] = []
        self.failing = failing

    def __call__(self, event: Event, tx: Any = None) -> None:
        """Note the event's id, then fail if it is one of the failing."""
        self.heard.append(event.id)
        if event.id in self.failing:
            raise ValueError(f"no stock for {event.id}")


class Wait:
    """A retry that always chooses ten seconds, and notes after which attempt."""

    def __init__(self) -> None:
        self.attempts: list[int] = []

    def delay(self, attempt: int, now: float = 0.0) -> float:
        """Return ten seconds."""
        self.attempts.append(attempt)
        return 10.0


class Known:
    """An inbox that knows the event "old", and cannot be written for the event "full"."""

    def once(self, event: Event, effect: Any) -> bool:
        """Call `effect` with a transaction, unless the event is known."""
        if event.id == "full":
            raise OSError("the disk is full")
        if event.id != "old":
            effect(event, "tx")
        return event.id != "old"


@consumer.case(core=True)
def in_order(make: Make) -> None:
    """The handler gets every event that is ready, in the order of the queue; then run returns."""
    queue, clock = start("1", "2", "3")
    make(queue, work := Work(), clock=clock).run()
    same(work.heard, ["1", "2", "3"], "the events handled")


@consumer.case(core=True)
def handled_once(make: Make) -> None:
    """A handled event is acknowledged: it does not come again when the lease would run out."""
    queue, clock = start("1")
    make(queue, Work(), clock=clock).run()
    clock.advance(100)
    stats = queue.stats()
    same((stats.ready, stats.leased, stats.dead), (0, 0, 0), "ready, leased and dead events")


@consumer.case(core=True)
def effect_first(make: Make) -> None:
    """While the handler is at work the event is not acknowledged yet: a crash would not lose it."""
    queue, clock = start("1")
    leased: list[int] = []
    make(queue, lambda event: leased.append(queue.stats().leased), clock=clock).run()
    same(leased, [1], "the events on loan while the handler is at work")


@consumer.case(core=True)
def failed_comes_again(make: Make) -> None:
    """An event whose handler raised comes again after the delay that the retry chooses."""
    queue, clock = start("1")
    subject = make(queue, work := Work("1"), retry=Wait(), clock=clock)
    subject.run()
    clock.advance(9)
    subject.run()
    same(work.heard, ["1"], "what was handled in the first 9 seconds")
    clock.advance(2)
    subject.run()
    same(work.heard, ["1", "1"], "what was handled after 11 seconds")


@consumer.case(core=True)
def poison_holds_nobody_up(make: Make) -> None:
    """While a failed event waits for its next attempt, the others are handled."""
    queue, clock = start("1", "poison", "2")
    make(queue, work := Work("poison"), retry=Wait(), clock=clock).run()
    same(work.heard, ["1", "poison", "2"], "the events handled in the first run")


@consumer.case(core=True)
def dead_with_its_reasons(make: Make) -> None:
    """After the queue's last attempt the event is a dead letter, and says why each one failed."""
    queue, clock = start("poison", "1")
    subject = make(queue, Work("poison"), retry=Wait(), clock=clock)
    for _ in range(4):
        subject.run()
        clock.advance(11)
    found = [(letter.attempts, letter.reasons) for letter in queue.dead_letters()]
    reasons = ("ValueError: no stock for poison",) * 3
    same(found, [(3, reasons)], "the attempts and reasons of the dead letters")


@consumer.case(core=True)
def interrupted_comes_again(make: Make) -> None:
    """Ctrl-C in the handler comes out at once; its event comes again when the lease runs out."""
    queue, clock = start("1")
    heard: list[str] = []

    def handler(event: Event) -> None:
        heard.append(event.id)
        if len(heard) == 1:
            raise Stop

    raises(Stop, (subject := make(queue, handler, clock=clock)).run)
    clock.advance(31)
    subject.run()
    same(heard, ["1", "1"], "the events handled before and after the lease ran out")


@consumer.case(core=True)
def too_slow_comes_again(make: Make) -> None:
    """A handler that outlives its lease does not end the run, and its event comes again."""
    queue, clock = start("1", "2")
    heard: list[str] = []

    def slow_at_first(event: Event) -> None:
        heard.append(event.id)
        clock.advance(31 if len(heard) == 1 else 0)

    make(queue, slow_at_first, clock=clock).run()
    same(heard, ["1", "1", "2"], "the events handled")


@consumer.case()
def too_slow_to_fail(make: Make) -> None:
    """A handler that outlives its lease and then raises does not end the run either."""
    queue, clock = start("1", "2")

    def handler(event: Event) -> None:
        clock.advance(31 if event.id == "1" else 0)
        raise ValueError("too late")

    make(queue, handler, retry=Wait(), clock=clock).run()
    found = [letter.reasons for letter in queue.dead_letters()]
    same(found, [("the lease ran out",) * 3], "the reasons of the dead letters")


@consumer.case()
def one_at_a_time(make: Make) -> None:
    """run_one handles one event and takes no other; it returns None when none is ready."""
    queue, clock = start("1", "2")
    subject = make(queue, work := Work(), clock=clock)
    subject.run_one()
    stats = queue.stats()
    same((work.heard, stats.ready, stats.leased), (["1"], 1, 0), "handled, ready and leased events")
    subject.run_one()
    same(subject.run_one(), None, "what run_one returned when nothing was ready")


@consumer.case()
def verdicts(make: Make) -> None:
    """run_one tells what came of the event, and run counts it: handled, failed, stale."""
    queue, clock = start("good", "bad", "slow", "good")
    work = Work("bad")

    def handler(event: Event) -> None:
        clock.advance(31 if event.id == "slow" and "slow" not in work.heard else 0)
        work(event)

    subject = make(queue, handler, retry=Wait(), clock=clock)
    same(subject.run_one().verdict, "handled", "the verdict on the first event")
    same(dict(subject.run()), {"failed": 2, "stale": 1, "handled": 2}, "the verdicts on the rest")


@consumer.case()
def retry_is_told_the_attempt(make: Make) -> None:
    """The retry is asked once for each failure, with the number of the attempt."""
    queue, clock = start("poison")
    subject = make(queue, Work("poison"), retry=(wait := Wait()), clock=clock)
    for _ in range(4):
        subject.run()
        clock.advance(11)
    same(wait.attempts, [1, 2, 3], "the attempts after which the retry was asked")


@consumer.case()
def key_keeps_its_order(make: Make) -> None:
    """A failed event keeps its place before the later ones of its key."""
    queue, clock = start("1", "2", "3", key="order-7")
    heard: list[str] = []

    def fails_at_first(event: Event) -> None:
        heard.append(event.id)
        if len(heard) == 1:
            raise ValueError("not yet")

    subject = make(queue, fails_at_first, retry=Wait(), clock=clock)
    subject.run()
    clock.advance(11)
    subject.run()
    same(heard, ["1", "1", "2", "3"], "the order of the calls")


@consumer.case()
def queue_failure_comes_out(make: Make) -> None:
    """What the queue itself raises comes out of run, and is not taken for the handler's failure."""
    queue, clock = start("1")
    queue.ack = partial(fail, OSError("the disk is full"))  # type: ignore[method-assign]
    raises(OSError, make(queue, Work(), clock=clock).run)
    same(queue.stats().leased, 1, "the events on loan after that")


@consumer.case()
def coroutines_fail(make: Make) -> None:
    """A handler that would have to be awaited is refused, or its event fails: it is never lost."""
    queue, clock = start("1")

    async def later(event: Event) -> None: ...

    raises(TypeError, make, queue, later, clock=clock)
    make(queue, lambda event: later(event), retry=Wait(), clock=clock).run()
    same(queue.stats().delayed, 1, "the events that come again")


@consumer.case()
def arguments_are_checked(make: Make) -> None:
    """A handler that cannot take the event is refused at once, and not by every event."""
    queue, clock = start("1")
    raises(TypeError, make, queue, lambda: None, clock=clock)
    raises(TypeError, make, queue, "handler", clock=clock)
    raises(TypeError, make, queue, lambda event: None, inbox=Known(), clock=clock)


@consumer.case(needs=["inbox"])
def with_an_inbox(make: Make) -> None:
    """With an inbox the handler gets the event and the transaction of its effect."""
    queue, clock = start("1")
    found: list[Any] = []
    make(queue, lambda *given: found.append(given), inbox=Known(), clock=clock).run()
    same([(event.id, tx) for event, tx in found], [("1", "tx")], "what the handler was given")


@consumer.case(needs=["inbox"])
def duplicate_is_acknowledged(make: Make) -> None:
    """An event that the inbox knows is acknowledged, and the handler is not called."""
    queue, clock = start("old", "1")
    verdicts = make(queue, work := Work(), inbox=Known(), clock=clock).run()
    same(work.heard, ["1"], "the events handled")
    same(dict(verdicts), {"duplicate": 1, "handled": 1}, "the verdicts")
    same(queue.stats().leased, 0, "the events on loan after that")


@consumer.case(needs=["inbox"])
def failure_passes_the_inbox(make: Make) -> None:
    """With an inbox, too, a handler's failure gives the event back with the reason."""
    queue, clock = start("1")
    subject = make(queue, Work("1"), retry=Wait(), inbox=Known(), clock=clock)
    same(dict(subject.run()), {"failed": 1}, "the verdicts")
    same(queue.stats().delayed, 1, "the events that come again")


@consumer.case(needs=["inbox"])
def inbox_failure_comes_out(make: Make) -> None:
    """What the inbox itself raises comes out of run: the event stays leased, and is not blamed."""
    queue, clock = start("full")
    raises(OSError, make(queue, Work(), inbox=Known(), clock=clock).run)
    same(queue.stats().leased, 1, "the events on loan after that")


@consumer.case()
def threads(make: Make) -> None:
    """Several consumers in threads share a queue, and each event is handled by one of them."""
    queue, clock = start(*map(str, range(200)))
    work = Work()
    in_threads([make(queue, work, clock=clock).run for _ in range(4)])
    same(sorted(work.heard, key=int), [str(n) for n in range(200)], "the events handled")
