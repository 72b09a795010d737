"""A process manager beside a naive model that says which commands must be sent, in which order."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule
from sqlite_files import RAM

from eventlab import (
    Compensate,
    Complete,
    Deadline,
    Event,
    Process,
    ProcessManager,
    Send,
    UndoWith,
    VirtualClock,
)

REACTIONS = {
    "Ordered": [Send("Reserve"), Deadline("TooLate", 10)],
    "Reserved": [UndoWith("Release"), Send("Charge"), Deadline("TooLate", 5)],
    "Charged": [UndoWith("Refund"), Send("Ship"), Deadline("Forgotten", 20)],
    "Shipped": [Complete(), UndoWith("Recall")],
    "Refused": [Compensate(), Send("Excuse")],
    "TooLate": [Compensate()],
    "Forgotten": [Send("Remind")],
}


class Order:
    """What the model knows of an instance."""

    def __init__(self):
        self.past, self.undo, self.due, self.end = [], [], {}, None


class ProcessBesideModel(RuleBasedStateMachine):
    """Events come twice, in any order and too late; the process stops, and the network fails."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=RAM, ignore_cleanup_errors=True)
        self.clock, self.raises = VirtualClock(0.0), False
        self.orders = {name: Order() for name in "ab"}
        self.seen, self.waiting, self.known = set(), [], {}
        self.managers = [self.open(), self.open()]

    def open(self):
        process = Process(tuple, self.react, lambda past, event: (*past, event.type))
        path = Path(self.folder.name) / "process.db"
        return ProcessManager(path, process, clock=self.clock)

    def react(self, event, past):
        if self.raises and event.type == "Charged":
            raise ZeroDivisionError("a bug in the process")
        told = {"past": list(past)}
        for each in REACTIONS[event.type]:
            yield type(each)(each.type, told) if isinstance(each, Send) else each

    def expect(self, name, type):
        """Do what an event of this type must lead to."""
        order, past = self.orders[name], list(self.orders[name].past)
        if order.end == "completed":
            return
        ended_before = order.end
        order.past.append(type)
        for each in REACTIONS[type]:
            match each:
                case Send() if not ended_before:
                    self.waiting.append((each.type, name, tuple(past)))
                case UndoWith() if order.end == "compensated":
                    self.waiting.append((each.type, name, None))
                case UndoWith():
                    order.undo.append(each.type)
                case Deadline() if not order.end:
                    order.due[each.type] = self.clock.now() + each.seconds
                case Complete() if not order.end:
                    order.end, order.due = "completed", {}
                case Compensate() if not order.end:
                    order.end, order.due = "compensated", {}
                    self.waiting += [(undo, name, None) for undo in reversed(order.undo)]

    @rule(
        who=st.integers(0, 1),
        name=st.sampled_from("ab"),
        type=st.sampled_from(["Ordered", "Reserved", "Charged", "Shipped", "Refused"]),
        number=st.integers(0, 1),
    )
    def handle(self, who, name, type, number):
        event = Event(type, id=f"{type}-{name}-{number}", correlation_id=name)
        completed = self.orders[name].end == "completed"
        if event.id in self.seen:
            assert self.managers[who].handle(event) is False
        elif self.raises and type == "Charged" and not completed:
            with pytest.raises(ZeroDivisionError):
                self.managers[who].handle(event)
        else:
            assert self.managers[who].handle(event) is True
            self.seen.add(event.id)
            self.expect(name, type)

    @rule(who=st.integers(0, 1), seconds=st.sampled_from([0, 4, 5, 9, 30]))
    def time_passes(self, who, seconds):
        self.clock.advance(seconds)
        due = sorted(
            (when, name, type)
            for name, order in self.orders.items()
            for type, when in order.due.items()
            if when <= self.clock.now()
        )
        fired = 0
        for when, name, type in due:
            if self.orders[name].due.get(type) == when:  # none of those before has ended it
                del self.orders[name].due[type]
                self.expect(name, type)
                fired += 1
        assert self.managers[who].fire_deadlines() == fired

    @rule(who=st.integers(0, 1), good=st.integers(0, 4))
    def dispatch(self, who, good):
        """Send, until after so many the network fails when the command is out already."""
        sent = []

        def send(command):
            sent.append(command)
            if len(sent) > good:
                raise ConnectionError

        if len(self.waiting) > good:
            with pytest.raises(ConnectionError):
                self.managers[who].dispatch(send)
        else:
            assert self.managers[who].dispatch(send) == len(self.waiting)
        expected = self.waiting[: good + 1]
        self.waiting = self.waiting[good:]
        for command, (type, name, past) in zip(sent, expected, strict=True):
            assert (command.type, command.correlation_id) == (type, name)
            assert past is None or command.data["past"] == past
            # An id stands for one intent: the same at a second sending, never that of another.
            intent = (type, name, past)
            assert self.known.setdefault(command.id, intent) == intent

    @rule(raises=st.booleans())
    def mend_or_break(self, raises):
        self.raises = raises

    @rule(who=st.integers(0, 1))
    def restart(self, who):
        self.managers[who].close()
        self.managers[who] = self.open()

    def teardown(self):
        self.mend_or_break(False)
        self.time_passes(0, 30)
        self.dispatch(1, len(self.waiting))
        for manager in self.managers:
            manager.close()
        self.folder.cleanup()


TestProcessBesideModel = ProcessBesideModel.TestCase
TestProcessBesideModel.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
