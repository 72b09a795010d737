"""The contract of a process manager. `make(process)` returns a new one, in a database of its own.

`make(process, beside=manager)` returns one more handle on the same, as after a restart, and
`make(process, clock=…)` measures deadlines by that clock. The features are "names" for
`make(…, name=…)` with beside, "instance" for `make(…, instance=…)`, and "strict" for what is
refused.
"""

from typing import Any

from eventlab.clock import VirtualClock
from eventlab.contracts import Contract, Make, Stop, in_threads, raises, same
from eventlab.event import Event
from eventlab.process import Compensate, Complete, Deadline, Process, Send, UndoWith

process = Contract("process")

REACTIONS: dict[str, list[Any]] = {
    "Ordered": [Send("Reserve"), Deadline("TooLate", seconds=60)],
    "Reserved": [UndoWith("Release"), Send("Charge")],
    "Charged": [UndoWith("Refund"), Send("Ship")],
    "Shipped": [Complete(), Send("Thank")],
    "Refused": [Compensate(), Send("Excuse")],
    "TooLate": [Compensate(), Send("Excuse")],
}


def react(event: Event, state: list[str]) -> list[Any]:
    """React by the event's type alone."""
    return REACTIONS.get(event.type, [])


order = Process(list, react, lambda state, event: [*state, event.type])


def happened(subject: Any, *types: str, of: str = "7", ids: str = "") -> None:
    """Tell the manager of events of one order."""
    for type in types:
        subject.handle(Event(type, id=f"{type}{ids}-{of}", correlation_id=of))


def sent(subject: Any) -> str:
    """Send all commands, and return their types."""
    found: list[str] = []
    subject.dispatch(lambda command: found.append(command.type))
    return " ".join(found)


def start_late(make: Make, kind: Any) -> Any:
    """Make a manager in which the deadlines of two orders have come."""
    subject = make(kind, clock=(clock := VirtualClock(1000.0)))
    for of in ("7", "8"):
        happened(subject, "Ordered", of=of)
    clock.advance(60)
    return subject


def returning(what: Any) -> Any:
    """Return a react that returns always the same."""
    return lambda event, state: what


@process.case(core=True)
def events_in_commands_out(make: Make) -> None:
    """Each event leads to the commands that react returned, in order; each is sent once."""
    happened(subject := make(order), "Ordered", "Reserved", "Charged", "Shipped")
    same(sent(subject), "Reserve Charge Ship Thank", "the commands")
    same(sent(subject), "", "the commands, sent again")


@process.case(core=True)
def duplicates_do_no_harm(make: Make) -> None:
    """An event that comes again, at once or much later, leads to nothing more."""
    happened(subject := make(order), "Ordered", "Ordered", "Reserved", "Ordered", "Reserved")
    same(sent(subject), "Reserve Charge", "the commands")


@process.case(core=True)
def restarted_in_between(make: Make) -> None:
    """Restarted between event and command, it sends the command, and does not make it twice."""
    happened(make_old := make(order), "Ordered")
    again = make(order, beside=make_old)
    happened(again, "Ordered")
    same(sent(again), "Reserve", "the commands after a restart")
    happened(again, "Reserved")
    same(sent(make(order, beside=again)), "Charge", "the commands after another one")


@process.case(core=True)
def undone_in_reverse(make: Make) -> None:
    """Compensation undoes the steps that were done, the last one first, and only those."""
    happened(subject := make(order), "Ordered", "Reserved", "Charged", "Refused")
    same(sent(subject), "Reserve Charge Ship Refund Release Excuse", "the commands")
    happened(subject, "Ordered", "Reserved", "Refused", of="8")
    same(sent(subject), "Reserve Charge Release Excuse", "the commands of one that was not charged")


@process.case(core=True)
def undone_once(make: Make) -> None:
    """A second reason to compensate undoes nothing twice."""
    subject = make(order, clock=(clock := VirtualClock(1000.0)))
    happened(subject, "Ordered", "Reserved", "Refused")
    happened(subject, "Refused", ids="again")
    clock.advance(60)
    subject.fire_deadlines()
    same(sent(subject), "Reserve Charge Release Excuse", "the commands")


@process.case(core=True)
def deadline_by_the_clock(make: Make) -> None:
    """A deadline comes when its seconds have passed on the clock, not before, and once."""
    subject, found = make(order, clock=(clock := VirtualClock(1000.0))), []
    happened(subject, "Ordered", "Reserved")
    for seconds in (0, 59.5, 0.5, 60):
        clock.advance(seconds)
        found.append((subject.fire_deadlines(), sent(subject)))
    expected = [(0, "Reserve Charge"), (0, ""), (1, "Release Excuse"), (0, "")]
    same(found, expected, "fired and sent after 0, 59.5, 60 and 120 seconds")


@process.case(core=True)
def deadline_after_the_end(make: Make) -> None:
    """A deadline that would come after the end does nothing."""
    subject = make(order, clock=(clock := VirtualClock(1000.0)))
    happened(subject, "Ordered", "Reserved", "Charged", "Shipped")
    clock.advance(61)
    same(subject.fire_deadlines(), 0, "the deadlines fired")
    same(sent(subject), "Reserve Charge Ship Thank", "the commands")


@process.case(core=True)
def instances_apart(make: Make) -> None:
    """Each correlation id has an instance of its own: state, steps, deadline and end."""
    subject = make(order, clock=(clock := VirtualClock(1000.0)))
    happened(subject, "Ordered", "Reserved", of="7")
    happened(subject, "Ordered", "Reserved", "Charged", "Shipped", of="8")
    sent(subject)
    clock.advance(60)
    same((subject.fire_deadlines(), sent(subject)), (1, "Release Excuse"), "what is left: of 7")


@process.case()
def late_step_is_undone(make: Make) -> None:
    """A step that turns out to be done after the compensation is undone; nothing new is begun."""
    happened(subject := make(order), "Ordered", "Reserved", "Refused")
    sent(subject)
    happened(subject, "Charged", "Charged", "Shipped")
    same(sent(subject), "Refund", "the commands after the late event")


@process.case()
def nothing_after_completion(make: Make) -> None:
    """What comes after the completion leads to nothing, not even to compensation."""
    happened(subject := make(order), "Ordered", "Reserved", "Shipped", "Refused", "Charged")
    same(sent(subject), "Reserve Charge Thank", "the commands")


@process.case()
def state_is_the_past(make: Make) -> None:
    """react is given the state before its event, folded from all before, also after a restart."""
    found: list[list[str]] = []

    def noting(event: Event, state: list[str]) -> list[Any]:
        found.append(state)
        return []

    happened(subject := make(Process(list, noting, order.evolve)), "Ordered", "Reserved")
    happened(make(Process(list, noting, order.evolve), beside=subject), "Charged")
    same(found, [[], ["Ordered"], ["Ordered", "Reserved"]], "the states")


@process.case()
def failure_leaves_nothing(make: Make) -> None:
    """When react raises, or is killed, nothing is recorded, and the event may be tried again."""
    errors: list[type[BaseException]] = [LookupError, Stop]

    def failing(event: Event, state: Any) -> Any:
        yield Send("Reserve")
        if errors:
            raise errors.pop(0)

    subject = make(Process(list, failing, order.evolve))
    for kind in (LookupError, Stop):
        raises(kind, happened, subject, "Ordered")
        same(sent(subject), "", f"the commands after {kind.__name__}")
    same(subject.handle(Event("Ordered", id="Ordered-7")), True, "what handle returned at last")


@process.case()
def resent_with_the_same_id(make: Make) -> None:
    """A command that is sent again, since its sending was not confirmed, has the same id."""
    happened(subject := make(order), "Ordered", "Reserved")
    ids: list[str] = []

    def send(command: Event) -> None:
        ids.append(command.id)
        if len(ids) == 1:
            raise Stop

    raises(Stop, subject.dispatch, send)
    make(order, beside=subject).dispatch(send)
    same((ids[0] == ids[1], len(set(ids))), (True, 2), "the ids of two commands, sent as 1 1 2")


@process.case()
def ids_from_intent(make: Make) -> None:
    """The same event leads to the same command ids wherever it is handled; others to others."""
    found: list[list[str]] = []
    for of in ("7", "7", "8"):
        happened(subject := make(order), "Ordered", "Reserved", of=of)
        subject.dispatch(lambda command, ids=found: ids.append(command.id))
    same((found[:2] == found[2:4], len(set(map(str, found)))), (True, 4), "same ids; how many")


@process.case()
def correlated(make: Make) -> None:
    """A command carries its event's correlation id, and the event as its cause."""
    happened(subject := make(order), "Ordered", "Reserved", "Refused")
    found: list[tuple[str, str | None]] = []
    subject.dispatch(lambda command: found.append((command.correlation_id, command.causation_id)))
    causes = ["Ordered-7", "Reserved-7", "Refused-7", "Refused-7"]
    same(found, [("7", cause) for cause in causes], "correlation and cause of the commands")


@process.case()
def deadline_moved(make: Make) -> None:
    """A second deadline of the same type takes the place of the first."""
    waiting = Process(list, lambda event, state: [*REACTIONS["Ordered"][1:]], order.evolve)
    subject = make(waiting, clock=(clock := VirtualClock(1000.0)))
    happened(subject, "Ordered")
    clock.advance(40)
    happened(subject, "Ordered", ids="again")
    clock.advance(40)
    same(subject.fire_deadlines(), 0, "the deadlines fired after 80 seconds")


@process.case()
def several_fire_at_once(make: Make) -> None:
    """Several that look for deadlines at once take each of them in once."""
    reactions = {**REACTIONS, "TooLate": [Send("Remind")]}
    reminding = Process(list, lambda event, state: reactions[event.type], order.evolve)
    subject = make(reminding, clock=(clock := VirtualClock(1000.0)))
    happened(subject, "Ordered", of="7")
    happened(subject, "Ordered", of="8")
    clock.advance(60)
    others = [make(reminding, beside=subject, clock=clock) for _ in range(3)]
    in_threads([each.fire_deadlines for each in (subject, *others)])
    same(sent(subject), "Reserve Reserve Remind Remind", "the commands")


@process.case(needs=["strict"])
def failing_deadline(make: Make) -> None:
    """A deadline whose reaction fails is still due, and does not hold up the others."""
    broken = ["7"]

    def failing(event: Event, state: Any) -> list[Any]:
        if event.type == "TooLate" and event.correlation_id in broken:
            raise LookupError
        return react(event, state)

    subject = start_late(make, Process(list, failing, order.evolve))
    raises(ExceptionGroup, subject.fire_deadlines)
    same(sent(subject), "Reserve Reserve Excuse", "the commands")
    broken.clear()
    same((subject.fire_deadlines(), sent(subject)), (1, "Excuse"), "fired and sent when mended")


@process.case(needs=["names"])
def names_keep_apart(make: Make) -> None:
    """Two processes with two names in one database each react to every event, with other ids."""
    audit = Process(list, lambda event, state: [Send("Note")], order.evolve)
    subject = make(order, name="order")
    other = make(audit, beside=subject, name="audit")
    for each in (subject, other, subject, other):
        happened(each, "Ordered")
    found: dict[str, str] = {}
    subject.dispatch(lambda command: found.setdefault(command.id, command.type))
    same(list(found.values()), ["Reserve", "Note"], "the commands of both, by their ids")


@process.case(needs=["instance"])
def instance_by_your_own_key(make: Make) -> None:
    """`instance` says which one an event belongs to, and its deadline stays with that one."""
    clock, key = VirtualClock(1000.0), lambda event: event.data["of"]
    subject = make(order, clock=clock, instance=key)
    for type, id in [("Ordered", "1"), ("Reserved", "2")]:
        subject.handle(Event(type, {"of": "7"}, id=id))
    clock.advance(60)
    same((subject.fire_deadlines(), sent(subject)), (1, "Reserve Charge Release Excuse"), "sent")


@process.case(needs=["strict"])
def no_list(make: Make) -> None:
    """A react that returns no list of reactions is told so, and nothing is recorded."""
    for wrong in (None, Send("Reserve"), ["Reserve"], 7):
        subject = make(Process(list, returning(wrong), order.evolve))
        raises(TypeError, happened, subject, "Ordered")
        same(sent(subject), "", "the commands")
