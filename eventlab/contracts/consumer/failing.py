"""What a consumer does when the handler, the lease, the queue or the inbox fails."""

from functools import partial

from eventlab.contracts import Make, Stop, raises, same
from eventlab.contracts.consumer.common import Known, Wait, Work, consumer, fail, start
from eventlab.event import Event


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


@consumer.case()
def retry_is_told_the_attempt(make: Make) -> None:
    """The retry is asked once for each failure, with the number of the attempt."""
    queue, clock = start("poison")
    subject = make(queue, Work("poison"), retry=(wait := Wait()), clock=clock)
    for _ in range(4):
        subject.run()
        clock.advance(11)
    same(wait.attempts, [1, 2, 3], "the attempts after which the retry was asked")


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
def queue_failure_comes_out(make: Make) -> None:
    """What the queue itself raises comes out of run, and is not taken for the handler's failure."""
    queue, clock = start("1")
    queue.ack = partial(fail, OSError("the disk is full"))  # type: ignore[method-assign]
    raises(OSError, make(queue, Work(), clock=clock).run)
    same(queue.stats().leased, 1, "the events on loan after that")


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
