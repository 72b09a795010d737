"""Process: what a long-running business process makes of the events that it hears, as functions.

    def react(event, state):
        match event.type:
            case "OrderPlaced":
                return [Send("ReserveStock", {"item": "tea"}), Deadline("TooLate", seconds=900)]
            case "StockReserved":
                return [UndoWith("ReleaseStock", {"item": "tea"}), Send("ChargeCard")]
            case "CardCharged":
                return [Complete()]
            case "CardRefused" | "TooLate":
                return [Compensate()]
        return []

Guarantee: nothing here does anything: `react` says what is to be done, and `ProcessManager` does
it. A process compensates, and does not roll back: others saw the state between. A compensation
must not be refused, only retried until it works. (Hector Garcia-Molina and Kenneth Salem, "Sagas",
SIGMOD 1987; Gregor Hohpe and Bobby Woolf, "Enterprise Integration Patterns", 2003, "Process
Manager"; as three functions like those of a `Decider`.)
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, Generic, TypeVar

from eventlab.event import Event
from eventlab.frozen import NOTHING

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Send:
    """Send a command. It travels in an event's envelope; its type is in the imperative."""

    type: str
    data: Mapping[str, Any] = NOTHING


@dataclass(frozen=True, slots=True)
class UndoWith:
    """A step has been done: this command undoes it, should the process have to compensate."""

    type: str
    data: Mapping[str, Any] = NOTHING


@dataclass(frozen=True, slots=True)
class Deadline:
    """Let the clock send this event to the process in `seconds`, unless it has ended by then.

    A second deadline of the same type takes the place of the first.

    Raises:
        ValueError: `seconds` is negative, infinite or NaN.
    """

    type: str
    seconds: float
    data: Mapping[str, Any] = NOTHING

    def __post_init__(self) -> None:
        if not 0 <= self.seconds < inf:
            raise ValueError(f"seconds is {self.seconds}: a deadline is some seconds from now")


@dataclass(frozen=True, slots=True)
class Complete:
    """The process has reached its aim: whatever comes later does nothing."""


@dataclass(frozen=True, slots=True)
class Compensate:
    """The process cannot reach its aim: undo the steps that were done, the last one first."""


Reaction = Send | UndoWith | Deadline | Complete | Compensate


@dataclass(frozen=True)
class Process(Generic[State]):
    """Three functions that say all about one kind of process.

    Args:
        initial: `initial()` returns the state before anything has happened, a new one each time.
        react: `react(event, state)` returns what the event leads to: a list of `Send`, `UndoWith`,
            `Deadline`, `Complete` and `Compensate`, empty for nothing. The state is that before
            the event.
        evolve: `evolve(state, event)` returns the state after the event.

    Raises:
        TypeError: one of them is no function.
    """

    initial: Callable[[], State]
    react: Callable[[Event, State], Iterable[Reaction]]
    evolve: Callable[[State, Event], State]

    def __post_init__(self) -> None:
        for name in ("initial", "react", "evolve"):
            if not callable(given := getattr(self, name)):
                raise TypeError(f"{name} is a {type(given).__name__}: pass a function")

    def reactions(self, event: Event, past: Iterable[Event]) -> list[Reaction]:
        """Return what the event leads to after this past.

        Raises:
            TypeError: `react` returned something else than a list of reactions.
        """
        state = self.initial()
        for earlier in past:
            state = self.evolve(state, earlier)
        found = self.react(event, state)
        reactions = list(found) if isinstance(found, Iterable) else None
        if reactions is None or not all(isinstance(each, Reaction) for each in reactions):
            raise TypeError(
                f"react to {event.type} returned {found!r}: it returns a list of Send, UndoWith, "
                "Deadline, Complete and Compensate, [] for nothing"
            )
        return reactions
