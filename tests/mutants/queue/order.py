"""Queues that deliver in a wrong order, or at a wrong time."""

from mutants.queue.plain import MUTANTS, Plain


@MUTANTS.rejected_by("first_in_first_out", at_least=True)
class LastInFirstOut(Plain):
    """Is a stack."""

    def choose(self, n):
        return [row for row in reversed(self.rows) if self.ready(row)][:n]


@MUTANTS.rejected_by("first_in_first_out", at_least=True)
class RaisesWhenEmpty(Plain):
    """Raises when nothing is ready, instead of returning None."""

    def get(self, timeout=0.0):
        delivery = super().get(timeout)
        if delivery is None:
            raise LookupError("the queue is empty")
        return delivery


@MUTANTS.rejected_by("delayed", at_least=True)
class IgnoresDelays(Plain):
    """Delivers at once what was put with a delay."""

    def row(self, event, key, delay):
        return super().row(event, key, 0.0)


@MUTANTS.rejected_by("delayed", "stats_in_time", at_least=True)
class DelayIsPassedOn(Plain):
    """Lets nothing past an event that is delayed."""

    def choose(self, n):
        waiting = [row.due is not None and row.receipt is None for row in self.rows]
        return super().choose(n) if not any(waiting) else []


@MUTANTS.rejected_by("nack_with_delay", at_least=True)
class NackAtOnce(Plain):
    """Forgets the delay of a nack: a poisoned event comes again before all others."""

    def failed(self, row, reason, due):
        super().failed(row, reason, None)


@MUTANTS.rejected_by("it_keeps_its_place", at_least=True)
class BackToTheEnd(Plain):
    """Puts an event that comes back behind all others."""

    def back(self, row):
        self.rows.remove(row)
        self.rows.append(row)


@MUTANTS.rejected_by("it_keeps_its_place")
class OrderByDue(Plain):
    """Puts an event whose delay is over behind those that were ready before."""

    def sweep(self):
        over = [row for row in self.rows if row.due and not row.receipt and self.over(row)]
        super().sweep()
        for row in over:
            if row.key is None:
                self.rows.remove(row)
                self.rows.append(row)


@MUTANTS.rejected_by("waits_by_the_clock", "put_ends_the_wait")
class NeverWaits(Plain):
    """Returns at once, whatever the timeout."""

    def get(self, timeout=0.0):
        return super().get()


@MUTANTS.rejected_by("put_ends_the_wait")
class LooksOnce(Plain):
    """Sleeps for the whole timeout, and looks again only then."""

    def wait(self, deadline):
        self.clock.wait(deadline - self.clock.now())


@MUTANTS.rejected_by("waits_by_the_clock", "put_ends_the_wait")
class GivesUpEarly(Plain):
    """Looks again once, and does not mind how much time is left."""

    def get(self, timeout=0.0):
        if (delivery := super().get()) is None and timeout:
            self.clock.wait(0.01)
            return super().get()
        return delivery


# Keys.


@MUTANTS.rejected_by("key_one_at_a_time", at_least=True)
class IgnoresKeys(Plain):
    """Delivers events of one key side by side."""

    def first(self, row):
        return True


@MUTANTS.rejected_by("keys_side_by_side", at_least=True)
class OneKeyHoldsAll(Plain):
    """Waits for a busy key with everything that comes after it."""

    def first(self, row):
        keyed = [r for r in self.rows[: self.rows.index(row)] if r.key is not None]
        return not any(r.receipt for r in keyed)


@MUTANTS.rejected_by("keys_keep_the_order", at_least=True)
class KeysTakeTurns(Plain):
    """Goes round the keys, and does not mind who was first."""

    last = None

    def choose(self, n):
        rows = super().choose(len(self.rows))
        rows.sort(key=lambda row: row.key == self.last)
        self.last = rows[0].key if rows and n == 1 else self.last
        return rows[:n]


@MUTANTS.rejected_by("key_across_nack_with_delay")
class WaitingFreesTheKey(Plain):
    """Lets the next event of a key pass while the first one waits for its next attempt."""

    def first(self, row):
        rows = [r for r in self.rows if r.attempt == 0 or r.due is None or r.receipt]
        return row.key is None or row is next(r for r in rows if r.key == row.key)


@MUTANTS.rejected_by("key_across_delay")
class DelayedFreesTheKey(Plain):
    """Lets the next event of a key pass while the first one is delayed."""

    def first(self, row):
        rows = [r for r in self.rows if r.attempt or r.due is None]
        return row.key is None or row is next(r for r in rows if r.key == row.key)


@MUTANTS.rejected_by("key_across_nack", "key_across_nack_with_delay", "key_across_expiry")
class BackToTheEndOfTheKey(Plain):
    """Puts an event that comes back behind the others of its key."""

    def back(self, row):
        if row.key is not None:
            self.rows.remove(row)
            self.rows.append(row)


@MUTANTS.rejected_by("key_across_expiry")
class ExpiredToTheEndOfTheKey(Plain):
    """Puts an event whose lease ran out behind the others of its key."""

    def expired(self, row):
        super().expired(row)
        if row.key is not None and row in self.rows:
            self.rows.remove(row)
            self.rows.append(row)


@MUTANTS.rejected_by("key_across_death", "key_across_death_by_expiry")
class DeathHoldsTheKey(Plain):
    """Keeps a key locked when its first event is given up."""

    def first(self, row):
        dead = {buried.key for _, buried in self.shared.dead.values()} - {None}
        return row.key not in dead and super().first(row)


@MUTANTS.rejected_by("key_across_death_by_expiry")
class ExpiryHoldsTheKey(Plain):
    """Forgets to release the key when an event is given up because its lease ran out."""

    def expired(self, row):
        super().expired(row)
        if row not in self.rows:
            self.locked = {*getattr(self, "locked", ()), row.key} - {None}

    def first(self, row):
        return row.key not in getattr(self, "locked", ()) and super().first(row)


# Batches.


@MUTANTS.rejected_by("get_many", at_least=True)
class BatchOrNothing(Plain):
    """Leases nothing when it cannot lease as many as were asked for."""

    def choose(self, n):
        rows = super().choose(n)
        return rows if len(rows) == n else []


@MUTANTS.rejected_by("get_many_of_a_key")
class BatchTakesTheKeyAlong(Plain):
    """Leases all events of a key when its first one is free."""

    def choose(self, n):
        first = super().choose(n)
        keys = {row.key for row in first} - {None} if n > 3 else set()
        return [row for row in self.rows if row in first or row.key in keys][:n]


@MUTANTS.rejected_by("put_many")
class PutManyReversed(Plain):
    """Adds the events of one put_many the wrong way round."""

    def add(self, rows):
        self.rows.extend(reversed(rows) if rows[-1].key is None else rows)


@MUTANTS.rejected_by("put_many_or_none")
class PutManyOneByOne(Plain):
    """Adds the events until one is refused."""

    def put_many(self, events, *, key=None, delay=0.0):
        self.check_put(key, delay)
        for event in events:
            self.add([self.row(event, key, delay)])


@MUTANTS.rejected_by("put_many_with_options")
class PutManyWithoutOptions(Plain):
    """Forgets the key and the delay of a put_many."""

    def put_many(self, events, *, key=None, delay=0.0):
        events = list(events)
        options = {"key": key, "delay": delay} if len(events) == 1 else {}
        super().put_many(events, **options)
