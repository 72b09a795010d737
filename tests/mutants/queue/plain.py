"""A right queue, slow and plain, written for changing one step at a time."""

import math
import threading
from dataclasses import dataclass, field
from typing import Any

from eventlab import DeadLetter, Delivery, Event, QueueStats, StaleDelivery
from mutants import Mutants

MUTANTS = Mutants()


@dataclass(eq=False)
class Row:
    event: Event
    key: str | None
    due: float | None
    attempt: int = 0
    receipt: Any = None
    reasons: list[str] = field(default_factory=list)


class Shared:
    """What several handles on one queue have in common."""

    def __init__(self):
        self.rows, self.dead, self.lock, self.count = [], {}, threading.RLock(), 0


class Plain:
    """A right queue: every step looks at all the rows, in the order of put."""

    def __init__(self, lease=30.0, max_attempts=5, clock=None, beside=None):
        self.check_settings(lease, max_attempts)
        self.lease, self.max_attempts, self.clock = lease, max_attempts, clock
        self.shared = beside.shared if beside else Shared()

    # What others call.

    def put(self, event, *, key=None, delay=0.0):
        self.put_many([event], key=key, delay=delay)

    def put_many(self, events, *, key=None, delay=0.0):
        self.check_put(key, delay)
        rows = [self.row(event, key, delay) for event in events]
        with self.shared.lock:
            self.add(rows)

    def get(self, timeout=0.0):
        deadline = self.clock.now() + timeout
        while not (found := self.get_many(1)) and self.clock.now() < deadline:
            self.wait(deadline)
        return found[0] if found else None

    def get_many(self, n):
        with self.shared.lock:
            self.sweep()
            return [self.lend(row) for row in self.choose(n)]

    def ack(self, *deliveries):
        with self.shared.lock:
            stale = [delivery for delivery in deliveries if not self.done(delivery)]
            if stale:
                raise StaleDelivery(*stale)

    def nack(self, delivery, *, delay=0.0, reason=""):
        self.check_nack(delay, reason)
        with self.shared.lock:
            if not (row := self.find_for_nack(delivery)):
                raise StaleDelivery(delivery)
            self.failed(row, reason, self.clock.now() + delay if delay else None)

    def extend(self, delivery, seconds):
        with self.shared.lock:
            if not (row := self.find_for_extend(delivery)):
                raise StaleDelivery(delivery)
            row.due = self.clock.now() + seconds

    def stats(self):
        self.sweep()
        leased = sum(row.receipt is not None for row in self.rows)
        delayed = sum(row.due is not None for row in self.rows) - leased
        ready = len(self.rows) - leased - delayed
        return QueueStats(ready, leased, delayed, len(self.shared.dead))

    def dead_letters(self):
        self.sweep()
        return iter([letter for letter, _ in self.shared.dead.values()])

    def redrive(self, id):
        if id not in self.shared.dead:
            raise LookupError(id)
        _, row = self.shared.dead[id]
        self.forget(id)
        self.add([self.again(row)])

    def close(self):
        """A handle holds nothing of its own."""

    # The steps.

    @property
    def rows(self):
        return self.shared.rows

    def check_settings(self, lease, max_attempts):
        if not lease > 0 or max_attempts < 1:
            raise ValueError(f"lease {lease}, max_attempts {max_attempts}")

    def check_put(self, key, delay):
        if key is not None and not isinstance(key, str):
            raise TypeError(f"key {key!r}")
        if key == "" or not 0 <= delay < math.inf:
            raise ValueError(f"key {key!r}, delay {delay}")

    def check_nack(self, delay, reason):
        if not isinstance(reason, str):
            raise TypeError(f"reason {reason!r}")
        if delay < 0:
            raise ValueError(f"delay {delay}")

    def row(self, event, key, delay):
        if not isinstance(event, Event):
            raise TypeError(f"not an event: {event!r}")
        return Row(event, key, self.clock.now() + delay if delay else None)

    def add(self, rows):
        self.rows.extend(rows)

    def wait(self, deadline):
        self.clock.wait(min(0.01, deadline - self.clock.now()))

    def sweep(self):
        """End the delays and leases that are over by now."""
        for row in [row for row in self.rows if row.due is not None and self.over(row)]:
            row.due = None
            if row.receipt is not None:
                self.expired(row)

    def over(self, row):
        return row.due <= self.clock.now()

    def expired(self, row):
        self.failed(row, "the lease ran out", None)

    def choose(self, n):
        return [row for row in self.rows if self.ready(row)][:n]

    def ready(self, row):
        return row.due is None and self.first(row)

    def first(self, row):
        return row.key is None or row is next(r for r in self.rows if r.key == row.key)

    def lend(self, row):
        row.attempt += 1
        row.receipt = self.new_receipt(row)
        row.due = self.clock.now() + self.lease
        return Delivery(row.event, row.attempt, row.receipt)

    def new_receipt(self, row):
        return object()

    def find(self, delivery):
        self.sweep()
        return next((row for row in self.rows if row.receipt == delivery.receipt), None)

    find_for_ack = find_for_nack = find_for_extend = find

    def done(self, delivery):
        row = self.find_for_ack(delivery)
        if row:
            self.rows.remove(row)
        return row is not None

    def failed(self, row, reason, due):
        row.reasons.append(reason)
        row.receipt, row.due = None, due
        if row.attempt >= self.max_attempts:
            self.give_up(row)
        else:
            self.back(row)

    def back(self, row):
        """It keeps its place among the rows."""

    def give_up(self, row):
        self.rows.remove(row)
        self.shared.count += 1
        id = self.shared.count
        self.shared.dead[id] = DeadLetter(id, row.event, row.attempt, tuple(row.reasons)), row

    def forget(self, id):
        del self.shared.dead[id]

    def again(self, row):
        return Row(row.event, row.key, None)
