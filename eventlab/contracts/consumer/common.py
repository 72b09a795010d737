"""What the cases of a consumer have in common: the contract that they add themselves to."""

from typing import Any

from eventlab.clock import VirtualClock
from eventlab.contracts import Contract
from eventlab.event import Event
from eventlab.memory_queue import MemoryQueue

consumer = Contract("consumer")


def start(*ids: str, key: str | None = None) -> tuple[MemoryQueue, VirtualClock]:
    """Make a queue that holds an event for each of the ids."""
    clock = VirtualClock(1000.0)
    queue = MemoryQueue(lease=30.0, max_attempts=3, clock=clock)
    queue.put_many([Event("Paid", id=id) for id in ids], key=key)
    return queue, clock


def fail(error: Exception, *_: Any) -> None:
    """Raise the error, whatever the call was."""
    raise error


class Work:
    """A handler that notes what it was given, and fails for some of it."""

    def __init__(self, *failing: str) -> None:
        self.heard: list[str] = []
        self.failing: tuple[str, ...] = failing

    def __call__(self, event: Event, tx: Any = None) -> None:
        """Note the event's id, then fail if it is one of the failing."""
        self.heard.append(event.id)
        if event.id in self.failing:
            raise ValueError(f"no stock for {event.id}")


class Wait:
    """A retry that always chooses ten seconds, and notes after which attempt."""

    def __init__(self) -> None:
        self.attempts: list[int] = []

    def delay(self, attempt: int, now: float = 0.0) -> float:
        """Return ten seconds."""
        self.attempts.append(attempt)
        return 10.0


class Known:
    """An inbox that knows the event "old", and cannot be written for the event "full"."""

    def once(self, event: Event, effect: Any) -> bool:
        """Call `effect` with a transaction, unless the event is known."""
        if event.id == "full":
            raise OSError("the disk is full")
        if event.id != "old":
            effect(event, "tx")
        return event.id != "old"
