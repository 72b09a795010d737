"""MemoryQueue: a queue in this process's memory.

Guarantee: that of `eventlab.queue`, for as long as the process lives. Safe with many threads.
`get` costs the same however many events wait.
"""

import heapq
import itertools
import threading
from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field

from eventlab.clock import Clock, SystemClock
from eventlab.event import Event
from eventlab.queue import (
    LEASE_RAN_OUT,
    DeadLetter,
    Delivery,
    QueueStats,
    StaleDelivery,
    check_count,
    check_delay,
    check_event,
    check_key,
    check_lease,
    check_reason,
    check_settings,
    wait_for_one,
)


@dataclass(slots=True)
class _Entry:
    """An event in the queue. It is ready when it has no `due` and is the first of its key."""

    number: int  # its place: the number of its put
    event: Event
    key: str | None
    due: float | None = None  # when its delay or its lease ends
    receipt: object | None = None  # that of its present delivery
    attempt: int = 0
    reasons: list[str] = field(default_factory=list)


class MemoryQueue:
    """A queue in this process's memory. Safe with many threads.

    Args:
        lease: seconds that a consumer has for one delivery.
        max_attempts: deliveries after which an event goes to the dead letters.
        clock: what measures leases, delays and waiting.
    """

    def __init__(
        self, *, lease: float = 30.0, max_attempts: int = 5, clock: Clock | None = None
    ) -> None:
        check_settings(lease, max_attempts)
        self.lease = lease
        self.max_attempts = max_attempts
        self.clock = clock or SystemClock()
        self._lock = threading.RLock()
        self._numbers = itertools.count()
        self._entries: dict[int, _Entry] = {}
        self._lines: dict[str, deque[_Entry]] = {}  # of each key, its entries in order
        self._ready: list[int] = []  # a heap of numbers
        self._timed: list[tuple[float, int]] = []  # a heap of (due, number), some out of date
        self._leased: dict[Hashable, _Entry] = {}  # by receipt
        self._deaths = itertools.count(1)
        self._dead: dict[int, tuple[DeadLetter, str | None]] = {}  # with the key

    def put(self, event: Event, *, key: str | None = None, delay: float = 0.0) -> None:
        """Add an event."""
        self.put_many([event], key=key, delay=delay)

    def put_many(
        self, events: Iterable[Event], *, key: str | None = None, delay: float = 0.0
    ) -> None:
        """Add all the events, or none."""
        check_key(key)
        check_delay(delay)
        checked = [check_event(event) for event in events]
        with self._lock:
            due = self.clock.now() + delay if delay else None
            for event in checked:
                self._add(event, key, due)

    def get(self, timeout: float = 0.0) -> Delivery | None:
        """Lease the first event that is ready, waiting up to `timeout` seconds for one."""
        return wait_for_one(self.get_many, timeout, self.clock)

    def get_many(self, n: int) -> list[Delivery]:
        """Lease the first events that are ready, at most `n`."""
        check_count(n)
        with self._lock:
            now = self._sweep()
            return [self._lend(now) for _ in range(min(n, len(self._ready)))]

    def ack(self, *deliveries: Delivery) -> None:
        """Take the events out: they are done."""
        stale = []
        with self._lock:
            for delivery in deliveries:
                if entry := self._find(delivery):
                    self._remove(entry)
                else:
                    stale.append(delivery)
        if stale:
            raise StaleDelivery(*stale)

    def nack(self, delivery: Delivery, *, delay: float = 0.0, reason: str = "") -> None:
        """Give the event back, to be delivered again after `delay` seconds."""
        check_delay(delay)
        reason = check_reason(reason)
        with self._lock:
            if not (entry := self._find(delivery)):
                raise StaleDelivery(delivery)
            self._failed(entry, reason, self.clock.now() + delay if delay else None)

    def extend(self, delivery: Delivery, seconds: float) -> None:
        """Let the lease run out `seconds` from now instead."""
        check_lease(seconds)
        with self._lock:
            if not (entry := self._find(delivery)):
                raise StaleDelivery(delivery)
            self._schedule(entry, self.clock.now() + seconds)

    def stats(self) -> QueueStats:
        """Count the events."""
        with self._lock:
            self._sweep()
            leased = len(self._leased)
            timed = sum(entry.due is not None for entry in self._entries.values())
            ready = len(self._entries) - timed
            return QueueStats(ready, leased, timed - leased, len(self._dead))

    def dead_letters(self) -> Iterator[DeadLetter]:
        """Yield what was given up, first come first."""
        with self._lock:
            self._sweep()
            letters = [letter for letter, _ in self._dead.values()]
        yield from letters

    def redrive(self, id: int) -> None:
        """Put a dead letter's event again, from attempt 1."""
        with self._lock:
            self._sweep()
            if id not in self._dead:
                raise LookupError(f"there is no dead letter {id!r}")
            letter, key = self._dead.pop(id)
            self._add(letter.event, key, None)

    def _add(self, event: Event, key: str | None, due: float | None) -> None:
        entry = _Entry(next(self._numbers), event, key)
        self._entries[entry.number] = entry
        if key is not None:
            self._lines.setdefault(key, deque()).append(entry)
        self._schedule(entry, due)

    def _schedule(self, entry: _Entry, due: float | None) -> None:
        """Let the entry wait until `due`; make it ready if there is nothing to wait for."""
        entry.due = due
        if due is not None:
            heapq.heappush(self._timed, (due, entry.number))
            if len(self._timed) > 2 * len(self._entries) + 100:  # most of it is out of date
                current = ((e.due, e.number) for e in self._entries.values() if e.due is not None)
                self._timed = sorted(current)
        elif entry.key is None or self._lines[entry.key][0] is entry:
            heapq.heappush(self._ready, entry.number)

    def _sweep(self) -> float:
        """End the delays and leases that are over by now; return the time."""
        now = self.clock.now()
        while self._timed and self._timed[0][0] <= now:
            due, number = heapq.heappop(self._timed)
            entry = self._entries.get(number)
            if entry is None or entry.due != due:
                continue  # settled or extended since
            if entry.receipt:
                self._failed(entry, LEASE_RAN_OUT, None)
            else:
                self._schedule(entry, None)
        return now

    def _lend(self, now: float) -> Delivery:
        entry = self._entries[heapq.heappop(self._ready)]
        entry.attempt += 1
        entry.receipt = object()  # equal to no other, in this queue or elsewhere
        self._leased[entry.receipt] = entry
        self._schedule(entry, now + self.lease)
        return Delivery(entry.event, entry.attempt, entry.receipt)

    def _find(self, delivery: Delivery) -> _Entry | None:
        entry = self._leased.get(delivery.receipt)
        running = entry and entry.due is not None and entry.due > self.clock.now()
        return entry if running else None

    def _failed(self, entry: _Entry, reason: str, due: float | None) -> None:
        """End a delivery that came to nothing: the event comes back, or is given up."""
        entry.reasons.append(reason)
        if entry.attempt < self.max_attempts:
            del self._leased[entry.receipt]
            entry.receipt = None
            self._schedule(entry, due)
            return
        self._remove(entry)
        id, reasons = next(self._deaths), tuple(entry.reasons)
        self._dead[id] = (DeadLetter(id, entry.event, entry.attempt, reasons), entry.key)

    def _remove(self, entry: _Entry) -> None:
        """Take out a leased entry; the next one of its key moves up."""
        del self._leased[entry.receipt]
        del self._entries[entry.number]
        if entry.key is not None:
            line = self._lines[entry.key]
            line.popleft()
            if not line:
                del self._lines[entry.key]
            elif line[0].due is None:
                self._schedule(line[0], None)
