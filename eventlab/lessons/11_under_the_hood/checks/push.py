"""What is tried on `Push`: a real queue in virtual time, late acks, workers that leave."""

from itertools import product
from typing import Any

from eventlab.course.grading import Failure, Task
from eventlab.course.shapes import is_class
from eventlab.course.telling import describe, stub_in
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
def acks_inside(Push: Any) -> None:
    """A worker may acknowledge inside `send`, a thousand times in a row."""
    line = Line(" ".join(map(str, range(MANY))), tells=False)
    worker = Worker(Push, line, 1)
    worker.on_send = lambda delivery: worker.push.ack(delivery)
    line.tells = True
    line.say(f"push.pump() with {MANY:,} events, each acknowledged inside send")
    line.tells = False
    try:
        worker.push.pump()
    except RecursionError:
        happened = f"RecursionError after {len(worker.received)} events"
        raise Failure(f"{MANY:,} events are sent", happened, m.RECURSES) from None
    if len(worker.received) != MANY:
        mistake = m.ONE_A_PUMP if len(worker.received) < MANY else None
        raise Failure(f"{MANY:,} events are sent", f"{len(worker.received):,} are", mistake)
    in_order = [delivery.event.id for delivery in worker.received] == [*map(str, range(MANY))]
    if not in_order:
        raise Failure("they are sent in order", "some overtake others", m.RECURSES)


@push.edge
def closed_is_closed(Push: Any) -> None:
    """To a worker that has left nothing more is sent, and leaving twice does no harm."""
    worker = Worker(Push, Line("A B C"), 2)
    worker.pump()
    worker.close()
    worker.pump()
    worker.expect("A B", {"A B A B": m.SENDS_TO_THE_GONE, "A B C": m.SENDS_TO_THE_GONE})
    try:
        worker.close()
    except StaleDelivery:
        raise Failure("nothing happens", "StaleDelivery comes out", m.CLOSE_FAILS) from None


@push.fault
def lease_gives_back(Push: Any) -> None:
    """A delivery whose lease is over no longer counts against the credit."""
    line = Line("A B C")
    worker, other = Worker(Push, line, 2, "one"), Worker(Push, line, 2, "two")
    worker.pump()
    line.passes(LEASE + 1)
    other.pump()
    other.expect("A B")
    worker.pump()
    worker.expect("A B C", {"A B": m.LEASE_KEEPS})


@push.fault
def late_ack(Push: Any) -> None:
    """An acknowledgement that is too late raises StaleDelivery, and leaves the new loan alone."""
    line = Line("A B")
    worker, other = Worker(Push, line, 1, "one"), Worker(Push, line, 1, "two")
    worker.pump()
    line.passes(LEASE + 1)
    other.pump()
    was_told = worker.is_late(0)
    if line.acked:
        raise Failure("A stays with two", "A is acknowledged", m.BY_ID)
    if not was_told:
        raise Failure("StaleDelivery comes out", "nothing does", m.SWALLOWS_STALE)


@push.fault
def late_ack_of_its_own(Push: Any) -> None:
    """So it is when the same worker has got the event anew."""
    worker = Worker(Push, Line("A B C D"), 2)
    worker.pump()
    worker.line.passes(LEASE + 1)
    worker.pump()
    worker.expect("A B A B", {"A B": m.LEASE_KEEPS})
    was_told = worker.is_late(0)
    if worker.line.acked:
        raise Failure("the new loan of A goes on", "A is acknowledged", m.BY_ID)
    if not was_told:
        raise Failure("StaleDelivery comes out", "nothing does", m.SWALLOWS_STALE)
    worker.beyond = m.LATE_GIVES
    worker.pump()
    worker.expect("A B A B")


@push.fault
def closed_after_the_lease(Push: Any) -> None:
    """A worker may leave when some of what it had no longer counts; the rest goes back."""
    line = Line("A B")
    leaving, other = Worker(Push, line, 2, "one"), Worker(Push, line, 2, "two")
    leaving.pump()
    line.extend(leaving.received[1], 100.0)
    line.passes(LEASE + 1)
    try:
        leaving.close()
    except StaleDelivery:
        raise Failure("B goes back", "StaleDelivery comes out", m.CLOSE_FAILS) from None
    other.pump()
    other.expect("A B", {"A": m.WAITS_FOR_LEASE})


@push.fault
def gone_while_sending(Push: Any) -> None:
    """When `send` finds the worker gone, all that it had goes back, and pump returns."""
    line = Line("A B C")
    worker, other = Worker(Push, line, 3, "one"), Worker(Push, line, 3, "two")
    worker.on_send = lambda delivery: _gone(delivery) if delivery.event.id == "B" else None
    try:
        worker.pump()
    except ConnectionError:
        raise Failure("pump returns", "ConnectionError comes out", m.GONE_IS_AN_ERROR) from None
    worker.expect("A B", dict.fromkeys(["A B C", "A B B"], m.SENDS_TO_THE_GONE))
    other.pump()
    if other.ids != "A B C":
        line.passes(LEASE + 1)
        other.pump()
        lost = {"A", "B", "C"} - set(other.ids.split())
        mistake = m.LOST_ON_CLOSE if lost else m.WAITS_FOR_LEASE
        raise Failure("A B C sent to two", f"{other.ids} in the end", mistake)
    worker.on_send = lambda delivery: None
    worker.pump()
    worker.expect("A B", {"A B A B C": m.SENDS_TO_THE_GONE})


@push.fault
def left_while_sending(Push: Any) -> None:
    """When the worker leaves inside `send`, nothing more is sent to it, and nothing is lost."""
    line = Line("A B C")
    worker, other = Worker(Push, line, 3, "one"), Worker(Push, line, 3, "two")

    def leave(delivery: Delivery) -> None:
        if len(worker.received) > 1:
            raise Failure("A sent to one", f"{worker.ids} sent to one", m.SENDS_TO_THE_GONE)
        worker.close()

    worker.on_send = leave
    worker.pump()
    other.pump()
    other.expect("A B C", {"B C": m.WAITS_FOR_LEASE})


@push.fault
def a_bug_comes_out(Push: Any) -> None:
    """Another error of `send` comes out of pump, and a later pump goes on."""
    worker = Worker(Push, Line("A B"), 2)
    worker.on_send = lambda delivery: {}[delivery.event.id]
    try:
        worker.pump()
    except KeyError:
        pass
    except Exception as error:
        if stub_in(error) or isinstance(error, Failure):
            raise
        raise Failure("the KeyError comes out", describe(error)) from None
    else:
        raise Failure("the KeyError comes out", "pump returns", m.SWALLOWS_ERRORS)
    worker.on_send = lambda delivery: None
    worker.pump()
    if "B" not in worker.ids:
        raise Failure("B is sent by the next pump", "nothing is sent", m.STUCK)


@push.fault
def every_course(Push: Any) -> None:
    """In every course of four acts the credit is kept, and in the end each event is done."""
    for acts in product(("first", "last", "late", "20 s"), repeat=4):
        line = Line("A B C D", tells=False)
        worker = Worker(Push, line, 2)
        worker.push.pump()
        for act in acts:
            _act(act, worker, line)
        _finish(worker, line, acts)


def _act(act: str, worker: Worker, line: Line) -> None:
    out = [place for place, d in enumerate(worker.received) if line._find(d)]
    stale = [place for place, d in enumerate(worker.received) if not line._find(d)]
    if act == "20 s":  # so that not all leases end together
        line.passes(20)
        worker.push.pump()
    elif act == "late" and stale:
        worker.is_late(stale[0])
    elif act in ("first", "last") and out:
        worker.ack(out[0 if act == "first" else -1])


def _finish(worker: Worker, line: Line, acts: tuple[str, ...]) -> None:
    """Let the worker do all that is left."""
    for _ in range(8):
        worker.push.pump()
        for place, delivery in enumerate(list(worker.received)):
            if line._find(delivery):
                worker.ack(place)
    left = {"A", "B", "C", "D"} - set(line.acked)
    if left or len(line.acked) != 4:
        line.tells = True
        for act in ("pump", *acts):
            line.say(act)
        found = f"acknowledged are {' '.join(line.acked) or 'none'}"
        raise Failure("A, B, C and D are acknowledged once each", found, m.LEASE_KEEPS)


def _gone(delivery: Delivery) -> None:
    raise ConnectionError("the worker is gone")
