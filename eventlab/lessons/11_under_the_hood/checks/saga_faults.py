"""What is tried on `Saga` when processes die: restarts, and a crash at every call."""

from typing import Any

from eventlab.course.grading import Failure
from eventlab.course.salting import HASH, salted

from . import saga_mistakes as m
from .crashes import COURSES, TWICE, survives
from .desk import Desk, copies_matter
from .saga import UNDONE, saga


@saga.fault
@copies_matter
def restarted(Saga: Any) -> None:
    """A process that is started again goes on where the last one was."""
    desk = Desk(Saga)
    desk.hears("placed reserved")
    desk.take()
    known = {"": m.IN_MEMORY, "CancelOrder": m.IN_MEMORY}
    if not desk.store:
        raise Failure("the store has an entry of the order", "it is empty", m.IN_MEMORY)
    desk.restart()
    desk.hears("reserved")
    desk.expect("", {"ChargeCard": m.NOT_WRITTEN_BACK})
    desk.hears("charged")
    desk.restart()
    desk.take()
    desk.hears("damaged")
    known |= dict.fromkeys(["RefundCard CancelOrder", "ReleaseStock CancelOrder"], m.IN_MEMORY)
    desk.expect(UNDONE, known)


@saga.fault
@copies_matter
def in_every_process(Saga: Any) -> None:
    """Another process knows what was handled, too."""
    desk = Desk(Saga)
    for salt, command in (("one", "ReserveStock"), ("other", "")):
        with salted(salt):
            desk.restart()
            desk.hears("placed")
        desk.expect(command, HASH)


@saga.fault
@copies_matter
def restarted_in_time(Saga: Any) -> None:
    """A restart neither forgets the deadline nor begins to count anew."""
    desk = Desk(Saga)
    desk.hears("placed reserved")
    desk.passes(600)
    desk.restart()
    desk.take()
    desk.passes(300)
    if not desk.sent:
        desk.passes(600)
        mistake = m.REARMED if desk.sent else m.IN_MEMORY
        found = f"sent after 900 seconds more: {' '.join(desk.sent) or 'nothing'}"
        raise Failure("cancelled 900 seconds after the placing", found, mistake)
    desk.expect("ReleaseStock CancelOrder", {"CancelOrder": m.IN_MEMORY})


@saga.fault
def crash_anywhere(Saga: Any) -> None:
    """Wherever the process dies, the order comes to the same end."""
    for words in COURSES:
        survives(Saga, words, 1)


@saga.fault
def crash_twice(Saga: Any) -> None:
    """So it does when the process dies twice."""
    for words in TWICE:
        survives(Saga, words, 2)
