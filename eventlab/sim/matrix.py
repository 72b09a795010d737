"""The crash matrix: how many effects one event has, wherever its consumer dies.

Guarantee: every number is counted in a run of its own, in which the consumer crashes at that
place, is started again, and gets the event once more unless it was acknowledged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from eventlab.sim.explorer import remember
from eventlab.sim.report import Result
from eventlab.sim.scenario import Scenario
from eventlab.sim.schedule import CRASH, Fault, Schedule, place_of


class Cell(NamedTuple):
    """One crash.

    Args:
        place: where the consumer died ("before ack").
        effects: how many effects the event had in the end.
        line: a line of Python that does it again.
    """

    place: str
    effects: int
    line: str


@dataclass(frozen=True, slots=True, repr=False)
class CrashMatrix:
    """For each strategy its cells: a crash before each call that changes something, and one after.

    Where a call changes nothing that outlives the process, dying before it and after it is the
    same; so there is one cell for each state in which the process can leave the world.
    """

    rows: dict[str, tuple[Cell, ...]]

    @property
    def effects(self) -> dict[str, tuple[int, ...]]:
        """The numbers alone."""
        return {name: tuple(cell.effects for cell in row) for name, row in self.rows.items()}

    def __repr__(self) -> str:
        width = max(map(len, self.rows), default=0)
        lines = [
            f"{name:<{width}}  " + ", ".join(f"{cell.effects} ({cell.place})" for cell in row)
            for name, row in self.rows.items()
        ]
        return "\n".join(["number of effects if the consumer crashes ...", *lines])


def crash_matrix(strategies: Mapping[str, Any], scenario: Scenario | None = None) -> CrashMatrix:
    """Let each strategy handle one event, and crash it everywhere.

    Args:
        strategies: consumers by name, as a `Scenario` takes them.
        scenario: the world for all of them, by default that of a `Scenario`. Its first event is
            the one that is sent, and what counts as an effect is its own to say.

    Raises:
        ValueError: a strategy calls nobody, so there is nowhere to crash it.
    """
    return CrashMatrix({name: _row(name, thing, scenario) for name, thing in strategies.items()})


def _row(name: str, consumer: Any, world: Scenario | None) -> tuple[Cell, ...]:
    scenario = world.of(consumer, name) if world else Scenario(name, consumer)
    remember(scenario)
    label = scenario.labels[0]
    whole = Schedule.of([label])
    run = scenario.run(whole)
    if not run.lasting[0]:
        raise ValueError(
            f"{name!r} changes nothing that would outlive it: there is no crash to see"
        )
    places = [f"before {place_of(run.calls[0][: call + 1])}" for call in run.lasting[0]]
    cells = []
    for place in [*places, "at end"]:
        result = Result(scenario, scenario.run(whole.with_fault(0, Fault(CRASH, place))))
        intent = scenario.messages[label].intent
        cells.append(Cell(place, result.run.history.effects[intent], result.line))
    return tuple(cells)
