"""What is tried on `Saga`: each way through an order, and its deadline."""

from typing import Any

from eventlab.course import telling
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.outside import calls_outside
from eventlab.course.shapes import is_class

from . import saga_mistakes as m
from .desk import ORDERS, Desk, copies_matter

saga = Task("11-saga", "Saga")

TICKS = 1_000  # without a second passing
UNDONE = "RefundCard ReleaseStock CancelOrder"


@saga.shape
def a_class(Saga: Any) -> None:
    """You hand in a class whose objects have handle(event) and tick()."""
    if isinstance(Saga, type):
        for method in ("handle", "tick"):
            if not hasattr(Saga, method):
                look = "its spelling, and whether it is indented as a method of the class."
                raise Failure(f"Saga has the method {method}", "it has none", look=look)
    is_class(Saga, "Saga", "handle(event)", "tick()")


@saga.behaviour
def goes_well(Saga: Any) -> None:
    """Each step leads to the next command, until the order is shipped."""
    desk = Desk(Saga)
    for word, command in [
        ("placed", "ReserveStock"),
        ("reserved", "ChargeCard"),
        ("charged", "ShipOrder"),
        ("shipped", ""),
    ]:
        desk.hears(word)
        desk.expect(command, {"": m.SENDS_NOTHING})


@saga.behaviour
def goes_wrong_early(Saga: Any) -> None:
    """Out of stock: nothing was done, so the order is cancelled and nothing is undone."""
    desk = Desk(Saga)
    desk.hears("placed")
    desk.take()
    desk.hears("none-left")
    known = dict.fromkeys(["ReleaseStock CancelOrder", UNDONE], m.NEVER_RAN)
    known["ReleaseStock RefundCard CancelOrder"] = m.NEVER_RAN
    desk.expect("CancelOrder", known | {"": m.NO_CANCEL})


@saga.behaviour
@copies_matter
def goes_wrong(Saga: Any) -> None:
    """The card is refused: stock is released, the card is not refunded."""
    desk = Desk(Saga)
    desk.hears("placed reserved")
    desk.take()
    desk.hears("refused")
    known = {
        "CancelOrder": m.UNDOES_NOTHING,
        "ReleaseStock": m.NO_CANCEL,
        "CancelOrder ReleaseStock": m.CANCELS_FIRST,
        UNDONE: m.NEVER_RAN,
        "ReleaseStock RefundCard CancelOrder": m.NEVER_RAN,
    }
    desk.expect("ReleaseStock CancelOrder", known)


@saga.behaviour
@copies_matter
def last_one_first(Saga: Any) -> None:
    """Shipping fails: the card is refunded, then stock released, then the order cancelled."""
    desk = Desk(Saga)
    desk.hears("placed reserved charged")
    desk.take()
    desk.hears("damaged")
    known = dict.fromkeys(["RefundCard CancelOrder", "ReleaseStock CancelOrder"], m.ONLY_LAST)
    known["ReleaseStock RefundCard CancelOrder"] = m.FORWARDS_ORDER
    known["CancelOrder RefundCard ReleaseStock"] = m.CANCELS_FIRST
    known["CancelOrder ReleaseStock RefundCard"] = m.CANCELS_FIRST
    desk.expect(UNDONE, known)


@saga.behaviour
@copies_matter
def in_time(Saga: Any) -> None:
    """After 900 seconds without an end the order is cancelled, not before, and only once."""
    desk = Desk(Saga)
    desk.hears("placed reserved")
    desk.take()
    asked = desk.clock.asked
    desk.passes(899)
    desk.expect("", m.TOO_EARLY)
    desk.passes(1)
    if not desk.sent:
        steps = list(telling.now.steps)
        mistake = _never(Saga, desk, asked)
        telling.now.steps[:] = steps
        raise Failure("sent: ReleaseStock CancelOrder", "sent: nothing", mistake)
    desk.expect("ReleaseStock CancelOrder", {"CancelOrder": m.UNDOES_NOTHING})
    desk.passes(60)
    desk.expect("", m.FIRES_AGAIN)


@saga.edge
def by_the_clock(Saga: Any) -> None:
    """However often it is asked, it is the clock that says when."""
    desk = Desk(Saga)
    desk.hears("placed")
    desk.take()
    for second in range(TICKS):  # at first none passes between two of them
        desk.clock.advance(second > TICKS / 2)
        desk.saga.tick()
    desk.expect("", m.REAL_TIME)


@saga.edge
@copies_matter
def not_moved(Saga: Any) -> None:
    """The deadline counts from the placing; steps and duplicates do not move it."""
    for words in ("reserved", "placed"):
        desk = Desk(Saga)
        desk.hears("placed")
        desk.passes(600)
        desk.hears(words)
        desk.take()
        desk.passes(300)
        wanted = "ReleaseStock CancelOrder" if words == "reserved" else "CancelOrder"
        desk.expect(wanted, {"": m.MOVED if desk.store else m.IN_MEMORY})


@saga.edge
@copies_matter
def comes_twice(Saga: Any) -> None:
    """An event that comes again, at once or later, leads to nothing more."""
    for words in ("placed", "placed reserved"):
        desk = Desk(Saga)
        for word in words.split():
            desk.hears(word)
            desk.take()
            desk.hears(word)
            desk.expect("", m.REPEATS)
        desk.hears("placed")
        desk.expect("", m.ADJACENT)


@saga.edge
@copies_matter
def undone_once(Saga: Any) -> None:
    """A second reason to cancel, and the first one again, undo nothing twice."""
    for words in ("placed", "refused", "none-left"):
        desk = Desk(Saga)
        desk.hears("placed reserved refused")
        desk.take()
        desk.hears(words)
        desk.expect("", m.ROLLS_BACK if words == "placed" else m.TWICE)
    desk.passes(900)
    desk.expect("", m.TWICE)
    desk = Desk(Saga)
    desk.hears("placed reserved")
    desk.passes(900)
    desk.take()
    desk.hears("refused")
    desk.expect("", m.TWICE)


@saga.edge
@copies_matter
def comes_after_the_end(Saga: Any) -> None:
    """An event that comes again after the end leads to nothing, whichever end it was."""
    for end in ("damaged", "shipped"):
        words = f"placed reserved charged {end}"
        desk = Desk(Saga)
        desk.hears(words)
        desk.take()
        for word in words.split():
            desk.hears(word)
            desk.expect("", m.REPEATS)


@saga.edge
@copies_matter
def after_the_end(Saga: Any) -> None:
    """To an order that was shipped neither the deadline nor a failure does anything."""
    desk = Desk(Saga)
    desk.hears("placed reserved charged shipped")
    desk.take()
    desk.passes(900)
    desk.expect("", m.AFTER_THE_END)
    desk.hears("damaged")
    desk.expect("", m.ENDED_IS_FINAL)


@saga.edge
@copies_matter
def apart(Saga: Any) -> None:
    """Two orders are two: steps, end and deadline of the one are not the other's."""
    desk = Desk(Saga)
    desk.hears("placed reserved charged")
    desk.hears("placed", order="8")
    desk.take()
    desk.hears("none-left", order="8")
    desk.expect("CancelOrder-8", m.ONE_FOR_ALL)
    desk.hears("damaged")
    desk.expect(UNDONE, m.ONE_FOR_ALL)


@saga.edge
@copies_matter
def deadlines_apart(Saga: Any) -> None:
    """Each order has its own deadline."""
    desk = Desk(Saga)
    desk.hears("placed")
    desk.passes(500)
    desk.hears("placed", order="8")
    desk.take()
    desk.passes(400)
    desk.expect("CancelOrder", m.ONE_FOR_ALL)
    desk.passes(600)
    desk.expect("CancelOrder-8", {"": m.TOO_LATE})


@saga.edge
@copies_matter
def due_together(Saga: Any) -> None:
    """Of orders that are due at the same tick each is cancelled, whatever was done."""
    desk = Desk(Saga)
    desk.hears("placed reserved charged")
    for order in ORDERS[1:]:
        desk.hears("placed", order=order)
    desk.take()
    desk.passes(900)
    sent = desk.take().split()
    own = " ".join(command for command in sent if "-" not in command)
    known = {
        "": m.NOT_ALL,
        "RefundCard CancelOrder": m.ONLY_LAST,
        "ReleaseStock CancelOrder": m.ONLY_LAST,
        "ReleaseStock RefundCard CancelOrder": m.FORWARDS_ORDER,
    }
    if own != UNDONE:
        raise Failure(f"sent: {UNDONE}", f"sent: {own or 'nothing'}", known.get(own))
    others = " ".join(sorted(command for command in sent if "-" in command))
    if others != "CancelOrder-8 CancelOrder-9":
        expected = "sent: CancelOrder-8 and CancelOrder-9"
        raise Failure(expected, f"sent: {others or 'neither'}", m.NOT_ALL)


@saga.edge
@copies_matter
def late_step(Saga: Any) -> None:
    """A step that proves to be done after the cancelling is undone, and nothing is begun."""
    for words, late, wanted in [
        ("placed", "reserved", "ReleaseStock"),
        ("placed reserved", "charged", "RefundCard"),
        ("placed reserved refused", "charged", "RefundCard"),
    ]:
        desk = Desk(Saga)
        desk.hears(words)
        desk.passes(900)
        desk.passes(900)
        desk.take()
        begun = m.BEGINS_ANEW if desk.store else m.ROLLS_BACK
        desk.hears(late)
        known = m.TWICE if len(desk.sent) > 1 else m.LATE_STAYS
        if {"ReserveStock", "ChargeCard", "ShipOrder"} & {*desk.sent}:
            known = begun
        desk.expect(wanted, known)
        desk.hears(late)
        desk.expect("", m.REPEATS)


def _never(Saga: Any, desk: Desk, asked: int) -> Mistake:
    """Say why nothing came in time: which clock was asked, and when."""
    if desk.clock.asked:
        desk.passes(10**6)
        if desk.sent:
            return m.TOO_LATE
    for _ in range(10 * TICKS):  # does it count them?
        desk.saga.tick()
    other = Desk(Saga)
    calls = calls_outside(lambda: (other.hears("placed"), other.saga.tick()))
    waits = any("thread" in call for call in calls.touched)  # as a timer does
    if desk.sent or calls.clock or waits:
        return m.REAL_TIME
    return m.EVENT_TIME if desk.clock.asked and not asked else m.NO_DEADLINE
