"""Decider: what a stream's past means, and what a command makes of it, as plain functions.

Guarantee: `handle` appends what `decide` has made of a past only if nobody else has appended
since: otherwise it reads on and decides anew, a bounded number of times. So of two who decide from
the same past, the slower one sees what the quicker one did. A command that is refused leaves no
trace. (Jérémie Chassaing, "Functional Event Sourcing Decider", 2021.)
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from eventlab.event import Event
from eventlab.store import EventStore, Recorded, WrongVersion

Command = TypeVar("Command")
State = TypeVar("State")


@dataclass(frozen=True)  # with slots, Python 3.11 could not make a Decider[Command, State](…)
class Decider(Generic[Command, State]):
    """Three functions that say all about one kind of stream.

    Args:
        initial: `initial()` returns the state before anything has happened, a new one each time.
        decide: `decide(command, state)` returns the events that the command leads to, an empty
            list for none; it raises what refuses the command. It changes nothing.
        evolve: `evolve(state, event)` returns the state after the event. It refuses nothing, for
            the event has happened, and has no effect elsewhere, for it runs again at every read.

    Raises:
        TypeError: one of them is no function.
    """

    initial: Callable[[], State]
    decide: Callable[[Command, State], Iterable[Event]]
    evolve: Callable[[State, Event], State]

    def __post_init__(self) -> None:
        for name in ("initial", "decide", "evolve"):
            if not callable(given := getattr(self, name)):
                advice = "a function that makes it, such as `dict`" if name == "initial" else ""
                raise TypeError(
                    f"{name} is a {type(given).__name__}: pass {advice or 'a function'}"
                )

    def fold(self, events: Iterable[Event]) -> State:
        """Return the state after the events."""
        state = self.initial()
        for event in events:
            state = self.evolve(state, event)
        return state

    def events_for(self, command: Command, state: State) -> list[Event]:
        """Return what the command leads to.

        Raises:
            TypeError: `decide` returned something else than events.
        """
        decided = self.decide(command, state)
        if decided is None or isinstance(decided, Event):
            what = "None" if decided is None else "an Event"
            raise TypeError(f"decide returned {what}: it returns a list of events, [] for none")
        return list(decided)


class Snapshot(NamedTuple):
    """A state, and the version of the stream that it was folded up to."""

    version: int
    state: Any


class Snapshots(Protocol):
    """What `handle` needs of a cache of snapshots; see `eventlab.snapshots`."""

    def load(self, stream: str) -> Snapshot | None:
        """Return what is known of the stream's state, or None."""
        ...

    def save(self, stream: str, version: int, state: Any) -> None:
        """Remember a state, or do not."""
        ...


class Handled(NamedTuple):
    """What came of a command: the events appended, the stream's version, and its state now."""

    events: tuple[Event, ...]
    version: int
    state: Any


def handle(
    store: EventStore,
    stream: str,
    decider: Decider[Command, State],
    command: Command,
    *,
    attempts: int = 3,
    upcast: Callable[[Event], Event] | None = None,
    snapshots: Snapshots | None = None,
) -> Handled:
    """Read the stream, fold it, decide, and append what was decided at the version that was read.

    Args:
        store: where the stream is.
        stream: its name; a new stream begins with its first event.
        decider: what the past means.
        command: what somebody wants.
        attempts: how often at most to decide, when others keep appending meanwhile.
        upcast: brings an event up to its newest version (`SchemaRegistry.upcast`); what is stored
            stays as it is.
        snapshots: states to begin from. They only save time: one that is stale, damaged, of
            another schema or of a future that the stream does not have changes nothing.

    Raises:
        WrongVersion: others appended each time; nothing of this command was.
        ValueError: fewer than one attempt.
        Exception: whatever `decide` refuses the command with.
    """
    if attempts < 1:
        raise ValueError(f"attempts is {attempts}: a command is decided at least once")
    while True:
        attempts -= 1
        (version, state), past = _begin(store, stream, decider, snapshots)
        for recorded in past:
            event = upcast(recorded.event) if upcast else recorded.event
            version, state = recorded.version, _evolve(decider, state, event, recorded.version)
        events = decider.events_for(command, state)
        try:
            after = store.append(stream, events, expected=version)
        except WrongVersion:
            if attempts == 0:
                raise
        else:
            for number, event in enumerate(events, start=version + 1):
                state = _evolve(decider, state, event, number)
            if snapshots:
                snapshots.save(stream, after, state)
            return Handled(tuple(events), after, state)


def _begin(
    store: EventStore, stream: str, decider: Decider[Any, Any], snapshots: Snapshots | None
) -> tuple[Snapshot, Iterator[Recorded]]:
    """Return the snapshot, anew for each attempt, if the stream has come as far; else the start.

    And with it all that came after.
    """
    known = snapshots.load(stream) if snapshots else None
    if known and known.version > 0:
        past = store.read(stream, after=known.version - 1)
        if next(past, None):  # the event that the snapshot ends with
            return known, past
    return Snapshot(0, decider.initial()), store.read(stream)


def _evolve(decider: Decider[Any, State], state: State, event: Event, version: int) -> State:
    try:
        return decider.evolve(state, event)
    except Exception as error:
        error.add_note(f"evolve failed on {event.type}, version {version} of its stream")
        raise
