"""Queues that lose or spoil what others put, or take anything."""

import threading
from contextlib import nullcontext, suppress

from eventlab import Event, QueueStats
from mutants.queue.plain import MUTANTS, Plain


@MUTANTS.rejected_by("put_twice")
class DropsDuplicates(Plain):
    """Takes the second put of an event for a mistake."""

    def add(self, rows):
        known = {row.event.id for row in self.rows}
        self.rows.extend(row for row in rows if row.event.id not in known)


@MUTANTS.rejected_by("as_it_was")
class KeepsTypeAndData(Plain):
    """Stores type, data and id, and forgets the other attributes."""

    def row(self, event, key, delay):
        row = super().row(event, key, delay)
        row.event = Event(event.type, event.data, id=event.id)
        return row


@MUTANTS.rejected_by("stats", "stats_in_time")
class CountsTheDeadAsReady(Plain):
    """Counts everything that nobody has on loan as ready."""

    def stats(self):
        stats = super().stats()
        return QueueStats(stats.ready + stats.dead, stats.leased, stats.delayed, stats.dead)


@MUTANTS.rejected_by("stats_in_time")
class CountsWithoutTheClock(Plain):
    """Counts leases and delays that are over as if they went on."""

    def stats(self):
        self.sweep = lambda: None
        stats = super().stats()
        del self.sweep
        return stats


@MUTANTS.rejected_by("stats_of_a_key")
class CountsTheHeldBackAsDelayed(Plain):
    """Counts what waits for others of its key as delayed."""

    def stats(self):
        stats = super().stats()
        held = sum(row.due is None and not self.first(row) for row in self.rows)
        return QueueStats(stats.ready - held, stats.leased, stats.delayed + held, stats.dead)


@MUTANTS.rejected_by("refusals")
class TakesAnyDelay(Plain):
    """Takes a delay of no number, which is never over."""

    def check_put(self, key, delay):
        if delay == delay:
            super().check_put(key, delay)


@MUTANTS.rejected_by("refusals")
class TakesAnyKey(Plain):
    """Takes 7 for a key, which comes back as text."""

    def check_put(self, key, delay):
        super().check_put(key if isinstance(key, str) else None, delay)


@MUTANTS.rejected_by("refused_settings")
class TakesAnySettings(Plain):
    """Takes a lease that is over at once."""

    def check_settings(self, lease, max_attempts):
        """Say nothing."""


@MUTANTS.rejected_by("refused_nack")
class NackChecksLate(Plain):
    """Ends the delivery before it looks at the nack's arguments."""

    def nack(self, delivery, *, delay=0.0, reason=""):
        if row := self.find_for_nack(delivery):
            receipt, row.receipt = row.receipt, None
            self.check_nack(delay, reason)
            row.receipt = receipt
        super().nack(delivery, delay=delay, reason=reason)


@MUTANTS.rejected_by("threads")
class NoLock(Plain):
    """Looks for an event and leases it in two steps, between which another thread can look."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.shared.lock, self.meeting = nullcontext(), threading.Barrier(2)

    def choose(self, n):
        rows = super().choose(n)
        if threading.current_thread() is not threading.main_thread():
            with suppress(threading.BrokenBarrierError):
                self.meeting.wait(0.05)
        return rows


@MUTANTS.rejected_by("second_handle")
class OpeningReleases(Plain):
    """Frees all leases when it is opened, as if whoever had them must be dead."""

    def __init__(self, *, beside=None, **settings):
        super().__init__(beside=beside, **settings)
        for row in self.rows:
            row.receipt = row.due = None


@MUTANTS.rejected_by("settled_elsewhere")
class HandlesApart(Plain):
    """Reads the file once, when it is opened."""

    def __init__(self, *, beside=None, **settings):
        super().__init__(beside=beside, **settings)
        if beside:
            shared, self.shared = self.shared, type(self.shared)()
            self.rows.extend(shared.rows)


@MUTANTS.rejected_by("outlives_its_maker")
class ReasonsInMemory(Plain):
    """Keeps the reasons in the handle and not with the event."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.reasons = {}

    def failed(self, row, reason, due):
        row.reasons = self.reasons.setdefault(id(row), [])
        super().failed(row, reason, due)
