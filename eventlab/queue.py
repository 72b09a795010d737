"""Queue: an event is lent to one consumer at a time, until one of them says that it is done.

Guarantee: at least once. `get` takes nothing out: it leases an event for a while. The event leaves
when its delivery is acknowledged, or for the dead letters when `max_attempts` deliveries have come
to nothing. A consumer that dies keeps nothing: its leases run out, and others get the events. So
an event can be delivered again after its effect: what must happen once needs an `Inbox`.

Order: of the events that are ready, the one put first comes first. One that comes back keeps its
place. Events with the same `key` are delivered one at a time in the order of `put`: a first one
that is delayed or leased holds the others of its key back; one that is dead releases them.
"""

import math
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import msgspec

from eventlab.clock import Clock
from eventlab.event import Event
from eventlab.frozen import require_text

LEASE_RAN_OUT = "the lease ran out"
POLL = 0.01  # seconds between two looks of a waiting `get`


class Delivery(msgspec.Struct, frozen=True):
    """An event on loan: `attempt` counts its deliveries from 1, `receipt` is this one's proof."""

    event: Event
    attempt: int
    receipt: Hashable

    def __repr__(self) -> str:
        return f"Delivery(event={self.event!r}, attempt={self.attempt!r})"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event that was given up, with the reason why each of its attempts came to nothing."""

    id: int
    event: Event
    attempts: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueueStats:
    """How many events are leased, delayed, dead, and ready: those that only wait their turn."""

    ready: int
    leased: int
    delayed: int
    dead: int


class StaleDelivery(Exception):
    """A delivery that no longer counts: settled before, its lease run out, or of another queue."""

    def __init__(self, *deliveries: Delivery) -> None:
        super().__init__(*deliveries)
        self.deliveries = deliveries

    def __str__(self) -> str:
        stale = [f"{d.event.type} {d.event.id} (attempt {d.attempt})" for d in self.deliveries]
        return (
            f"no longer yours to settle: {', '.join(stale)}. It was settled before, or its lease "
            "ran out and it will be delivered again"
        )


class Queue(Protocol):
    """What every queue can do. Arguments out of range are refused with a `ValueError`.

    Each is made with `lease`, the seconds that a consumer has for one delivery; `max_attempts`,
    the deliveries after which an event is given up; and `clock`, which measures all of it.
    """

    def put(self, event: Event, *, key: str | None = None, delay: float = 0.0) -> None:
        """Add an event; when this returns, it is as safe as the queue can keep it.

        Args:
            event: the event. Putting it twice means that it is delivered twice.
            key: events of one key are delivered one at a time, in order.
            delay: seconds in which it is not delivered yet.
        """
        ...

    def put_many(
        self, events: Iterable[Event], *, key: str | None = None, delay: float = 0.0
    ) -> None:
        """Add all the events, in their order, or none if one of them is refused."""
        ...

    def get(self, timeout: float = 0.0) -> Delivery | None:
        """Lease the first event that is ready, or return None.

        Args:
            timeout: seconds to wait for one. An event that somebody puts meanwhile is found
                within 10 milliseconds. `math.inf` waits without end.
        """
        ...

    def get_many(self, n: int) -> list[Delivery]:
        """Lease the first events that are ready, at most `n`, and of each key at most one."""
        ...

    def ack(self, *deliveries: Delivery) -> None:
        """Take the events out: they are done.

        Raises:
            StaleDelivery: some of the deliveries no longer count; it names them. All the others
                are acknowledged nevertheless.
        """
        ...

    def nack(self, delivery: Delivery, *, delay: float = 0.0, reason: str = "") -> None:
        """Give the event back, to be delivered again after `delay` seconds.

        After the last attempt it goes to the dead letters instead, with all its reasons.

        Raises:
            StaleDelivery: the delivery no longer counts.
        """
        ...

    def extend(self, delivery: Delivery, seconds: float) -> None:
        """Let the lease run out `seconds` from now instead.

        Raises:
            StaleDelivery: the delivery no longer counts.
        """
        ...

    def stats(self) -> QueueStats:
        """Count the events. Takes time in proportion to their number."""
        ...

    def dead_letters(self) -> Iterator[DeadLetter]:
        """Yield what was given up, first come first."""
        ...

    def redrive(self, id: int) -> None:
        """Put a dead letter's event again, with its key, behind all others, from attempt 1.

        Raises:
            LookupError: there is no dead letter of this id.
        """
        ...


def wait_for_one(
    get_many: Callable[[int], list[Delivery]], timeout: float, clock: Clock, pause: float = POLL
) -> Delivery | None:
    """Look for a delivery until there is one, or `timeout` seconds have passed on `clock`."""
    if not timeout >= 0:
        raise ValueError(f"timeout is {timeout}: a number of seconds from 0 on")
    if found := get_many(1):
        return found[0]
    deadline = clock.now() + timeout
    while (left := deadline - clock.now()) > 0:
        clock.wait(min(left, pause))
        if found := get_many(1):
            return found[0]
    return None


def check_settings(lease: float, max_attempts: int) -> None:
    """Refuse settings with which no event could be handled."""
    check_lease(lease)
    if not max_attempts >= 1:
        raise ValueError(f"max_attempts is {max_attempts}: an event is delivered at least once")


def check_lease(seconds: float) -> None:
    """Refuse a lease that is over at once, or never."""
    if not 0 < seconds < math.inf:
        raise ValueError(f"a lease of {seconds} seconds: it must be longer than 0, and end")


def check_delay(seconds: float) -> None:
    """Refuse a delay that is negative, or never over."""
    if not 0 <= seconds < math.inf:
        raise ValueError(f"a delay of {seconds} seconds: it must be at least 0, and end")


def check_key(key: str | None) -> None:
    """Refuse a key that is not text, or empty."""
    if key is not None:
        require_text("key", key)


def check_event(event: Event) -> Event:
    """Refuse what is no event."""
    if not isinstance(event, Event):
        raise TypeError(f"a queue carries events, not a {type(event).__name__}")
    return event


def check_reason(reason: str) -> str:
    """Return the reason as text that UTF-8 can carry, whatever an error's message held."""
    if not isinstance(reason, str):
        raise TypeError(f"reason is a {type(reason).__name__}, not text")
    return reason.encode(errors="backslashreplace").decode()


def check_count(n: int) -> None:
    """Refuse to get no delivery at all."""
    if n < 1:
        raise ValueError(f"get_many({n}): ask for at least 1")
