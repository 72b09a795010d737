"""What is tried on `Push` when things go wrong: leases that end, workers that leave, errors."""

from functools import partial
from itertools import product
from typing import Any

from eventlab.course.grading import Failure
from eventlab.course.telling import describe, stub_in
from eventlab.queue import Delivery, StaleDelivery

from . import push_mistakes as m
from .line import LEASE, Line, Worker
from .push import push

ACTS = ("first", "last", "late", "20 s")  # which one is acknowledged, or how long nobody does


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
def late_ack_of_the_gone(Push: Any) -> None:
    """And so it is when the worker has left."""
    worker = Worker(Push, Line("A B"), 1)
    worker.pump()
    worker.close()
    if not worker.is_late(0):
        raise Failure("StaleDelivery comes out", "nothing does", m.SWALLOWS_STALE)
    worker.expect("A", {"A A": m.SENDS_TO_THE_GONE})


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
    except ConnectionError as error:
        raise Failure("pump returns", describe(error), m.GONE_IS_AN_ERROR) from None
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
def gone_at_an_ack(Push: Any) -> None:
    """Nor does the error come out where an acknowledgement has led to that `send`."""
    line = Line("A B")
    worker, other = Worker(Push, line, 1, "one"), Worker(Push, line, 2, "two")
    worker.pump()
    worker.on_send = _gone
    try:
        worker.ack(0)
    except ConnectionError as error:
        raise Failure("ack returns", describe(error), m.GONE_IS_AN_ERROR) from None
    other.pump()
    other.expect("B", {"": m.WAITS_FOR_LEASE})


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
    for bug in (KeyError, FileNotFoundError):
        worker = Worker(Push, Line("A B C D"), 2)
        worker.on_send = partial(_raise, bug)
        try:
            worker.pump()
        except bug:
            pass
        except Exception as error:
            if stub_in(error) or isinstance(error, Failure):
                raise
            raise Failure(f"the {bug.__name__} comes out", describe(error)) from None
        else:
            raise Failure(f"the {bug.__name__} comes out", "pump returns", m.SWALLOWS_ERRORS)
        worker.on_send = lambda delivery: None
        worker.pump()
        if "B" not in worker.ids:
            raise Failure("B is sent by the next pump", "nothing is sent", m.STUCK)


@push.fault
def every_course(Push: Any) -> None:
    """In every course of four acts the credit is kept, and in the end each event is done."""
    for acts in product(ACTS, repeat=4):
        try:
            _course(Push, acts, tells=False)
        except Failure:
            _course(Push, acts, tells=True)
            raise


def _course(Push: Any, acts: tuple[str, ...], *, tells: bool) -> None:
    line = Line("A B C D", tells=tells)
    worker = Worker(Push, line, 2)
    worker.pump()
    for act in acts:
        _act(act, worker, line)
    for _ in range(8):  # then the worker does all that is left
        worker.pump()
        for place, delivery in enumerate(list(worker.received)):
            if line.on_loan(delivery):
                worker.ack(place)
    if sorted(line.acked) != ["A", "B", "C", "D"]:
        found = f"acknowledged are {' '.join(line.acked) or 'none'}"
        raise Failure("A, B, C and D are acknowledged, once each", found, m.LEASE_KEEPS)


def _act(act: str, worker: Worker, line: Line) -> None:
    out = [place for place, d in enumerate(worker.received) if line.on_loan(d)]
    stale = [place for place, d in enumerate(worker.received) if not line.on_loan(d)]
    if act == "20 s":  # so that not all leases end together
        line.passes(20)
        worker.pump()
    elif act == "late" and stale:
        worker.is_late(stale[0])
    elif act in ("first", "last") and out:
        worker.ack(out[0 if act == "first" else -1])


def _gone(delivery: Delivery) -> None:
    raise ConnectionResetError("the worker is gone")


def _raise(error: type[Exception], delivery: Delivery) -> None:
    raise error(delivery.event.id)
