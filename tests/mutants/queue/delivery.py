"""Queues that lend, settle or give up an event wrongly."""

import itertools

from eventlab import StaleDelivery
from mutants.queue.plain import MUTANTS, Plain

# Leases.


@MUTANTS.rejected_by("in_flight", at_least=True)
class Peeks(Plain):
    """Looks at an event instead of leasing it: the next consumer gets it too."""

    def ready(self, row):
        return row.receipt is not None or super().ready(row)


@MUTANTS.rejected_by(
    "lease_runs_out", "stale_after_redelivery", "it_keeps_its_place", "attempts_end_with_the_lease",
    "key_across_expiry", "key_across_death_by_expiry", "extended", "stats_in_time", at_least=True,
)  # fmt: skip
class LockedForEver(Plain):
    """Keeps the event of a consumer that died: its lease never runs out."""

    def over(self, row):
        return row.receipt is None and super().over(row)


@MUTANTS.rejected_by("lease_runs_out", "stale_after_redelivery", at_least=True)
class DequeueDeletes(Plain):
    """Takes the event out when it is delivered: a consumer that dies has lost it."""

    def lend(self, row):
        self.rows.remove(row)
        self.lent = [*getattr(self, "lent", ()), row]
        return super().lend(row)

    def find(self, delivery):
        return next((row for row in self.lent if row.receipt == delivery.receipt), None)

    find_for_ack = find_for_nack = find_for_extend = find


@MUTANTS.rejected_by("acked_is_gone", at_least=True)
class AckOnlyEndsTheLease(Plain):
    """Forgets the delivery at the ack and not the event."""

    def done(self, delivery):
        row = self.find(delivery)
        if row:
            row.receipt = None
        return row is not None


@MUTANTS.rejected_by("lease_runs_out", "nack_gives_back", "attempts_are_its_own", at_least=True)
class CountsFailures(Plain):
    """Counts an attempt when it has failed: the first one is number 0."""

    def lend(self, row):
        delivery = super().lend(row)
        return type(delivery)(delivery.event, delivery.attempt - 1, delivery.receipt)


@MUTANTS.rejected_by("nack_gives_back", at_least=True)
class NackDrops(Plain):
    """Takes a nack for the end of the event."""

    def back(self, row):
        self.rows.remove(row)


@MUTANTS.rejected_by("attempts_are_its_own", at_least=True)
class OneCountForAll(Plain):
    """Counts the attempts of all events together."""

    attempts = 0

    def lend(self, row):
        row.attempt = self.attempts
        self.attempts += 1
        return super().lend(row)


# Giving up.


@MUTANTS.rejected_by("dead_after_the_last_attempt", at_least=True)
class RequeuesForEver(Plain):
    """Never gives up an event."""

    def give_up(self, row):
        self.back(row)


@MUTANTS.rejected_by("dead_after_the_last_attempt", at_least=True)
class LastReasonOnly(Plain):
    """Keeps the reason of the last attempt alone."""

    def give_up(self, row):
        del row.reasons[:-1]
        super().give_up(row)


@MUTANTS.rejected_by("attempts_end_with_the_lease", "key_across_death_by_expiry", "stats_in_time")
class ExpiryIsNoAttempt(Plain):
    """Gives an event up after a nack only: one that kills its consumers comes for ever."""

    def expired(self, row):
        row.receipt = None


@MUTANTS.rejected_by("attempts_end_with_the_lease")
class ExpiryHasNoReason(Plain):
    """Does not say that a lease ran out."""

    def expired(self, row):
        self.failed(row, "", None)


@MUTANTS.rejected_by("redriven")
class RedriveGoesOn(Plain):
    """Redrives an event with its old attempts and reasons."""

    def again(self, row):
        fresh = super().again(row)
        fresh.attempt, fresh.reasons = row.attempt, row.reasons
        return fresh


@MUTANTS.rejected_by("redriven_once", "redriven")
class RedriveCopies(Plain):
    """Leaves the dead letter where it is when it puts the event again."""

    def forget(self, id):
        """Keep it."""


@MUTANTS.rejected_by("redriven_to_the_end")
class RedriveToTheFront(Plain):
    """Puts a redriven event before all others."""

    def redrive(self, id):
        super().redrive(id)
        self.rows.insert(0, self.rows.pop())


@MUTANTS.rejected_by("redriven_to_the_end")
class RedriveForgetsTheKey(Plain):
    """Puts a redriven event again without its key."""

    def again(self, row):
        fresh = super().again(row)
        fresh.key = None
        return fresh


# Receipts.


@MUTANTS.rejected_by("acked_twice", "stale_after_nack", at_least=True)
class AcksAnything(Plain):
    """Takes an ack of an unknown delivery for a good one."""

    def done(self, delivery):
        super().done(delivery)
        return True


@MUTANTS.rejected_by("acked_twice", "batch_with_a_stale_one", "receipts_are_not_used_again")
class RemembersWhatIsDone(Plain):
    """Means to be kind to a second ack of the same delivery."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.acked = []

    def done(self, delivery):
        done = delivery in self.acked or super().done(delivery)
        self.acked.append(delivery)
        return done


@MUTANTS.rejected_by("stale_after_nack", "stale_nack", "stale_after_redelivery", at_least=True)
class ReceiptIsTheEvent(Plain):
    """Knows a delivery by its event: a stale receipt still counts."""

    def find(self, delivery):
        return next((row for row in self.rows if row.event == delivery.event), None)

    find_for_ack = find_for_nack = find_for_extend = find


@MUTANTS.rejected_by("stale_nack")
class NackByEvent(Plain):
    """Asks an ack for its receipt, and not a nack."""

    def find_for_nack(self, delivery):
        known = (r for r in self.rows if r.receipt and r.event == delivery.event)
        return next(known, None)


@MUTANTS.rejected_by("stale_extend")
class ExtendByEvent(Plain):
    """Extends the lease of whoever has the event, and one that ran out."""

    def find_for_extend(self, delivery):
        return next((row for row in self.rows if row.event == delivery.event), None)


@MUTANTS.rejected_by("stale_from_the_moment_it_runs_out", "extended")
class StaleWhenRedelivered(Plain):
    """Lets a late ack count as long as nobody else has got the event."""

    def find_for_ack(self, delivery):
        return next((row for row in self.rows if row.receipt == delivery.receipt), None)


@MUTANTS.rejected_by("receipts_are_not_used_again", "deliveries_of_another_queue")
class ReceiptsFromARow(Plain):
    """Makes a receipt of row number and attempt, and a row number is free after the ack."""

    def new_receipt(self, row):
        return self.rows.index(row), row.attempt


@MUTANTS.rejected_by("deliveries_of_another_queue")
class ReceiptsCountUp(Plain):
    """Numbers its deliveries from 1, as every other queue does."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.receipts = itertools.count(1)

    def new_receipt(self, row):
        return next(self.receipts)


@MUTANTS.rejected_by("batch_with_a_stale_one")
class BatchStopsAtTheFirst(Plain):
    """Does not ack what stands behind a stale delivery."""

    def ack(self, *deliveries):
        for delivery in deliveries:
            if not self.done(delivery):
                raise StaleDelivery(delivery)


@MUTANTS.rejected_by("extended")
class ExtendAdds(Plain):
    """Counts the seconds from the end of the lease on, and not from now."""

    def extend(self, delivery, seconds):
        due = getattr(self.find(delivery), "due", 0.0)
        super().extend(delivery, seconds + due - self.clock.now())


@MUTANTS.rejected_by("extended")
class ExtendDoesNothing(Plain):
    """Says yes to an extension and forgets it."""

    def extend(self, delivery, seconds):
        if not self.find(delivery):
            raise StaleDelivery(delivery)


@MUTANTS.rejected_by("dead_after_the_last_attempt", at_least=True)
class OneAttemptTooMany(Plain):
    """Gives an event up after one more attempt than it may have."""

    def failed(self, row, reason, due):
        row.reasons.append(reason)
        row.receipt, row.due = None, due
        if row.attempt > self.max_attempts:
            self.give_up(row)
