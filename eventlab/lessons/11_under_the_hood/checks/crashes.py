"""The learner's saga in the simulator: it dies at every call, and each order comes to its end."""

from collections.abc import Callable, Iterator
from typing import Any

from eventlab import Event
from eventlab.course.grading import Mistake
from eventlab.course.proving import broken
from eventlab.sim import Property, Scenario, replay, service
from eventlab.sim.checkers import Finding
from eventlab.sim.history import EFFECT, History
from eventlab.sim.report import Result
from eventlab.sim.schedule import CRASH, Fault, Schedule, place_of

from . import saga_mistakes as m
from .desk import COMMANDS, event

COURSES = {
    "placed": "ReserveStock",
    "placed reserved": "ReserveStock ChargeCard",
    "placed none-left": "ReserveStock CancelOrder",
    "placed reserved refused": "ReserveStock ChargeCard ReleaseStock CancelOrder",
    "placed late": "ReserveStock CancelOrder",
    "placed reserved charged damaged": "ReserveStock ChargeCard ShipOrder "
    "RefundCard ReleaseStock CancelOrder",
    "placed reserved late charged": "ReserveStock ChargeCard ReleaseStock CancelOrder RefundCard",
    "placed reserved charged shipped late": "ReserveStock ChargeCard ShipOrder",
    "placed placed reserved refused refused": "ReserveStock ChargeCard ReleaseStock CancelOrder",
}
"""What an order may go through, and all that is sent for it, in this order."""

TWICE = ("placed reserved", "placed late")  # courses in which it may die twice
LATE = Event("Late", {"seconds": 900}, id="late", source="/clock")
LOOK = "the step before the last one above: what is in the store by then, and what was sent?"


class Shelf(dict[str, Any]):
    """A dict whose views are lists: the simulator hands out copies of all that it gives."""

    def __copy__(self) -> dict[str, Any]:
        return dict(self)

    def items(self) -> Any:
        return [*super().items()]

    def values(self) -> Any:
        return [*super().values()]

    def keys(self) -> Any:
        return [*super().keys()]


def world(Saga: Any, words: str) -> Scenario:
    """Return the learner's saga in a world in which its store and the services survive."""

    def process(store: Any, clock: Any, services: Any) -> Any:
        def send(command: str, order: str) -> None:
            getattr(services, command)(order)

        saga = Saga(store, clock, send)

        def handle(event: Event) -> None:
            if event.type == "Late":
                clock.advance(event.data["seconds"])
                saga.tick()
            else:
                saga.handle(event)

        return handle

    events = [LATE if word == "late" else event(word) for word in dict.fromkeys(words.split())]
    offers = {"store": Shelf, "services": service(*COMMANDS)}
    return Scenario(
        "saga", process, events, offers=offers, properties=[sends(COURSES[words])], max_attempts=20
    )


def sends(commands: str) -> Property:
    """Return the property that just these commands are sent, each for the first time in order."""

    def find(history: History) -> Finding | None:
        sent = [str(op.value) for op in history.ops if op.kind == EFFECT and op.value in COMMANDS]
        found = " ".join(dict.fromkeys(sent))
        if found != commands:
            return Finding(f"sent: {found}")
        twice = [command for command in sent if sent.count(command) > 1]
        return Finding(f"sent twice: {twice[0]}") if twice and not history.fired else None

    return Property(f"sent: {commands}", find, EFFECT)


def survives(Saga: Any, words: str, most: int) -> None:
    """Demand that a course ends as it should wherever the process dies, up to so many times.

    Raises:
        Failure: it does not; with the steps of a smallest schedule.
    """
    scenario = world(Saga, words)
    schedules = [Schedule.of(words.split())]
    for _ in range(most + 1):
        results = [Result(scenario, scenario.run(s), asked=s) for s in schedules]
        for result in results:
            if result.violated:
                raise broken(result, _why(Saga), LOOK)
        schedules = [grown for result in results for grown in _grown(result)]


def _grown(result: Result) -> Iterator[Schedule]:
    """Yield the schedule with one more crash, in a turn behind those that have one."""
    run = result.run
    crashed = [index for index, turn in enumerate(run.schedule) if turn.fault]
    for index in range(crashed[-1] + 1 if crashed else 0, len(run.schedule)):
        calls = run.calls[index]
        places = [f"before {place_of(calls[: end + 1])}" for end in range(len(calls))]
        for place in dict.fromkeys([*places, "at end"]):
            yield run.schedule.with_fault(index, Fault(CRASH, place))


def _why(Saga: Any) -> Callable[[Result], Mistake | None]:
    """Return what says why a crash breaks it: by what was durable first, or what was sent."""

    def diagnose(result: Result) -> Mistake | None:
        reason = result.violated.finding.reason if result.violated else ""  # type: ignore[union-attr]
        if "twice" in reason:
            return m.REPEATS
        one = replay("saga: placed[crash before services.ReserveStock]", world(Saga, "placed"))
        return m.SAVED_FIRST if one.violated else m.HALF_WAY

    return diagnose
