"""Orchestra: a process manager and the services that do its commands, in virtual time, recorded.

Guarantee: the same process and services give the same trace. What the services do is really done.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import Any

from eventlab.clock import VirtualClock
from eventlab.event import Event
from eventlab.process import Process
from eventlab.process_manager import ProcessManager
from eventlab.sim.trace import Kind, Step, Trace

PATIENCE = 3600  # seconds of silence after which nothing more is waited for

Does = Mapping[str, Callable[[], str | None]]


def orchestrate(process: Process[Any], first: Event, does: Does) -> Trace:
    """Run one instance of a process until an hour passes in which nothing happens.

    Args:
        process: what an event leads to.
        first: the event that it begins with.
        does: what is done for a command, under its service and type ("stock.ReserveStock"); that
            returns the type of the event that answers, or None for no answer.

    Raises:
        ValueError: a command that nobody does, or that two services do.
    """
    return _Orchestra(process, does).play(first)


class _Orchestra:
    def __init__(self, process: Process[Any], does: Does) -> None:
        self.does, self.clock = does, VirtualClock()
        self.process = replace(process, react=self.heard(process.react))
        self.steps: list[Step] = []
        self.source = "shop"  # who tells of what is handled next

    def play(self, first: Event) -> Trace:
        """Let it begin, and go on while there is an answer or a deadline."""
        with (
            TemporaryDirectory(ignore_cleanup_errors=True) as folder,
            ProcessManager(f"{folder}/process.db", self.process, clock=self.clock) as manager,
        ):
            manager.handle(first)
            while manager.dispatch(lambda command: self.do(command, manager)) or self.wait(manager):
                pass
        lanes = ["shop", "process", *dict.fromkeys(name.partition(".")[0] for name in self.does)]
        lanes += ["clock"] * any(step.source == "clock" for step in self.steps)
        sent = [step.label for step in self.steps if step.kind == "send"]
        return Trace(tuple(lanes), tuple(self.steps), f"commands: {', '.join(sent)}")

    def heard(self, react: Callable[[Event, Any], Any]) -> Callable[[Event, Any], Any]:
        """Return the same `react`, which writes down that the event was heard."""

        def react_heard(event: Event, state: Any) -> Any:
            self.step("deliver", self.source, "process", event.type)
            return react(event, state)

        return react_heard

    def do(self, command: Event, manager: ProcessManager[Any]) -> None:
        """Let the service do it, and the process hear of that."""
        able = [name for name in self.does if name.partition(".")[2] == command.type]
        if len(able) != 1:
            raise ValueError(f"{command.type} is done by {' and '.join(able) or 'nobody'}")
        service = able[0].partition(".")[0]
        self.step("send", "process", service, command.type)
        if answer := self.does[able[0]]():
            self.source = service
            manager.handle(command.caused(answer))

    def wait(self, manager: ProcessManager[Any]) -> int:
        """Let time pass until a deadline comes; return how many came."""
        self.source = "clock"
        for _ in range(PATIENCE // 60):
            self.clock.advance(60)
            if fired := manager.fire_deadlines():
                return fired
        return 0

    def step(self, kind: Kind, source: str, target: str, label: str) -> None:
        """Write down what happens."""
        self.steps.append(Step(int(self.clock.now()), kind, source, target, label))
