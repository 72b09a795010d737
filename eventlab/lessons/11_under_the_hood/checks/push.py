"""What is tried on `Push`: a real queue in virtual time, several workers, one that leaves."""

from typing import Any

from eventlab.course.grading import Failure, Task
from eventlab.course.shapes import is_class
from eventlab.queue import Delivery, StaleDelivery

from . import push_mistakes as m
from .line import LEASE, Line, Worker

push = Task("11-push", "Push")

MANY = 1_000  # events in a row: more calls than Python lets be nested


@push.shape
def a_class(Push: Any) -> None:
    """You hand in a class with pump(), ack(delivery) and close()."""
    if isinstance(Push, type):
        for method in ("pump", "ack", "close"):
            if not hasattr(Push, method):
                look = "its spelling, and whether it is indented as a method of the class."
                raise Failure(f"Push has the method {method}", "it has none", look=look)
    is_class(Push, "Push", "pump()", "ack(delivery)", "close()")


@push.behaviour
def up_to_the_credit(Push: Any) -> None:
    """It sends in order, as many as the worker has credit for, and no more."""
    worker = Worker(Push, Line("A B C D E"), 3)
    worker.pump()
    worker.expect("A B C", {"A": m.ONE_A_PUMP})
    worker.pump()
    worker.expect("A B C")
    if worker.line.acked:
        found = f"{' '.join(worker.line.acked)} acknowledged"
        raise Failure("nothing is acknowledged yet", found, m.ACKS_ITSELF)
    if (lent := worker.line.lent()) != "A B C":
        raise Failure("A B C on loan", f"{lent} on loan", m.GETS_FIRST)


@push.behaviour
def next_at_once(Push: Any) -> None:
    """An acknowledgement makes room, and the next one is sent at once."""
    worker = Worker(Push, Line("A B C D"), 1)
    worker.pump()
    worker.beyond = m.NEVER_ACKS
    worker.ack(0)
    if worker.ids == "A":
        worker.pump()
        known = {"A": m.NEVER_BACK, "A B": m.WAITS_FOR_PUMP}
        raise Failure("B is sent when A is acknowledged", "it is not", known.get(worker.ids))
    worker.expect("A B")
    if "A" not in worker.line.acked:
        raise Failure("queue.ack(A)", "the queue is told nothing", m.NEVER_ACKS)
    worker.ack(1)
    worker.expect("A B C")


@push.behaviour
def the_one_that_is_named(Push: Any) -> None:
    """Acknowledged is the delivery that the worker names, and no other."""
    worker = Worker(Push, Line("A B C D"), 3)
    worker.pump()
    worker.ack(1)
    known = {("A",): m.BY_POSITION, ("A", "B"): m.UP_TO, ("B", "A"): m.UP_TO}
    if worker.line.acked != ["B"]:
        found = " ".join(worker.line.acked) or "nothing"
        mistake = known.get(tuple(worker.line.acked))
        raise Failure("B is acknowledged", f"{found} is acknowledged", mistake)
    worker.expect("A B C D")


@push.behaviour
def gives_back(Push: Any) -> None:
    """When the worker leaves, what it has goes to others at once; what it has done does not."""
    line = Line("A B C")
    leaving, other = Worker(Push, line, 2, "one"), Worker(Push, line, 2, "two")
    leaving.pump()
    leaving.ack(0)
    leaving.close()
    other.pump()
    if other.ids != "B C":
        line.passes(LEASE + 1)
        other.pump()
        missing = {"B", "C"} - set(other.ids.split())
        mistake = m.LOST_ON_CLOSE if missing else m.WAITS_FOR_LEASE
        raise Failure("B C sent to two", f"{other.ids or 'nothing'} in the end", mistake)


@push.edge
def nothing_there(Push: Any) -> None:
    """With nothing in the queue nothing is sent; what is put later is."""
    worker = Worker(Push, Line(""), 2)
    worker.pump()
    worker.line.add("A")
    worker.pump()
    worker.expect("A")


@push.edge
def credit_below_one(Push: Any) -> None:
    """A credit below 1 is refused with a ValueError."""
    for credit in (0, -1):
        line = Line("A")
        line.say(f"Push(queue, send, credit={credit})")
        try:
            Push(line, lambda delivery: None, credit)
        except ValueError:
            continue
        raise Failure("a ValueError", "it is taken", m.NEGATIVE)


@push.edge
def credits_apart(Push: Any) -> None:
    """Two workers on one queue have each their own credit."""
    line = Line("A B C D E F")
    one, two = Worker(Push, line, 2, "one"), Worker(Push, line, 3, "two")
    one.pump()
    two.pump()
    two.expect("C D E", {"C": m.SHARED, "": m.SHARED})
    one.ack(0)
    one.expect("A B F", {"A B": m.SHARED})


@push.edge
def pumps_apart(Push: Any) -> None:
    """While one worker's pump is at work, another one's can begin."""
    line = Line("A B")
    one, two = Worker(Push, line, 1, "one"), Worker(Push, line, 1, "two")
    one.on_send = lambda delivery: two.pump()
    one.pump()
    two.expect("B", {"": m.SHARED})


@push.edge
def acks_inside(Push: Any) -> None:
    """A worker may acknowledge inside `send`, a thousand times in a row."""
    line = Line(" ".join(map(str, range(MANY))), tells=False)
    worker = Worker(Push, line, 1)
    worker.on_send = lambda delivery: worker.push.ack(delivery)
    line.tells = True
    line.say(f"push.pump() with a credit of 1 and {MANY:,} events, each acknowledged inside send")
    line.tells = False
    try:
        worker.push.pump()
    except RecursionError:
        happened = "calls are nested until Python stops it (RecursionError)"
        raise Failure(f"{MANY:,} events are sent", happened, m.RECURSES) from None
    if len(worker.received) != MANY:
        mistake = m.COUNTS_ONCE if len(worker.received) < MANY else None
        raise Failure(f"{MANY:,} events are sent", f"{len(worker.received):,} are", mistake)
    if [delivery.event.id for delivery in worker.received] != [*map(str, range(MANY))]:
        raise Failure("they are sent in order", "some overtake others", m.RECURSES)


@push.edge
def told_at_once(Push: Any) -> None:
    """An acknowledgement inside `send` reaches the queue at once."""
    worker = Worker(Push, Line("A B"), 1)

    def done(delivery: Delivery) -> None:
        worker.ack(-1)
        if delivery.event.id not in worker.line.acked:
            raise Failure("the queue is told at once", "it is not told", m.TELLS_LATER)

    worker.on_send = done
    worker.pump()
    worker.expect("A B")


@push.edge
def closed_is_closed(Push: Any) -> None:
    """To a worker that has left nothing more is sent, and leaving twice does no harm."""
    worker = Worker(Push, Line("A B C"), 2)
    worker.pump()
    worker.close()
    worker.pump()
    worker.expect("A B", {"A B A B": m.SENDS_TO_THE_GONE, "A B C": m.SENDS_TO_THE_GONE})
    if lent := worker.line.lent():
        raise Failure("nothing on loan", f"{lent} on loan, to nobody", m.GETS_FIRST)
    try:
        worker.close()
    except StaleDelivery:
        raise Failure("nothing happens", "StaleDelivery comes out", m.CLOSE_FAILS) from None
