"""What a consumer does with an event and its handler."""

from typing import Any

from eventlab.contracts import Make, in_threads, raises, same
from eventlab.contracts.consumer.common import Known, Wait, Work, consumer, start
from eventlab.event import Event


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
def key_keeps_its_order(make: Make) -> None:
    """A failed event keeps its place before the later ones of its key."""
    queue, clock = start("1", "2", "3", key="order-7")
    work = Work("1")
    subject = make(queue, work, retry=Wait(), clock=clock)
    subject.run()
    work.failing = ()
    clock.advance(11)
    subject.run()
    same(work.heard, ["1", "1", "2", "3"], "the order of the calls")


@consumer.case()
def coroutines_fail(make: Make) -> None:
    """A handler that has run nothing yet is refused, or its event fails: it is never lost."""
    queue, clock = start("1")

    async def later(event: Event) -> None: ...

    raises(TypeError, make, queue, later, clock=clock)
    for unfinished in (lambda event: later(event), lambda event: (number for number in [1])):
        queue, clock = start("1")
        make(queue, unfinished, retry=Wait(), clock=clock).run()
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


@consumer.case()
def threads(make: Make) -> None:
    """Several consumers in threads share a queue, and each event is handled by one of them."""
    queue, clock = start(*map(str, range(200)))
    work = Work()
    in_threads([make(queue, work, clock=clock).run for _ in range(4)])
    same(sorted(work.heard, key=int), [str(n) for n in range(200)], "the events handled")
