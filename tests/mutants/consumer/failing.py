"""Consumers that do the wrong thing when something fails."""

from eventlab import StaleDelivery
from mutants.consumer.plain import MUTANTS, Failure, Plain, Told


@MUTANTS.rejected_by("failed_comes_again", at_least=True)
class GivesUpAtOnce(Plain):
    """Acknowledges an event whose handler raised: it is lost."""

    def give_back(self, delivery, delay, reason):
        self.queue.ack(delivery)


@MUTANTS.rejected_by("failed_comes_again", at_least=True)
class RetriesAtOnce(Plain):
    """Gives an event back without a delay: it is tried again before anything has changed."""

    def give_back(self, delivery, delay, reason):
        self.queue.nack(delivery, reason=reason)


@MUTANTS.rejected_by("poison_holds_nobody_up", at_least=True)
class StopsAtAFailure(Plain):
    """Lets the handler's error end the run."""

    def failed(self, delivery, error):
        super().failed(delivery, error)
        raise error


@MUTANTS.rejected_by("poison_holds_nobody_up", at_least=True)
class RetriesInPlace(Plain):
    """Calls the handler three times in a row while everybody waits."""

    def call(self, *given):
        for _ in range(2):
            try:
                return super().call(*given)
            except Failure:
                pass
        return super().call(*given)


@MUTANTS.rejected_by("dead_with_its_reasons", at_least=True)
class NoReason(Plain):
    """Gives an event back without saying why."""

    def reason(self, error):
        return ""


@MUTANTS.rejected_by("dead_with_its_reasons", "key_keeps_its_order", "retry_is_told_the_attempt")
class PutsBehindTheOthers(Plain):
    """Puts an event that failed into the queue anew: its attempts start again, for ever."""

    def give_back(self, delivery, delay, reason):
        self.queue.ack(delivery)
        self.queue.put(delivery.event, delay=delay)


@MUTANTS.rejected_by("retry_is_told_the_attempt")
class CountsByItself(Plain):
    """Tells the retry how many events have failed so far, instead of this one's attempt."""

    failures = 0

    def failed(self, delivery, error):
        delay = self.retry.delay(self.failures, self.clock.now())
        self.failures += 1
        self.give_back(delivery, delay, self.reason(error))
        return "failed"


@MUTANTS.rejected_by("interrupted_comes_again")
class TakesCtrlCForAFailure(Plain):
    """Catches Ctrl-C as if the handler had failed."""

    def call(self, *given):
        try:
            super().call(*given)
        except Failure:
            raise
        except BaseException as interruption:
            raise Failure(ValueError(str(interruption))) from interruption


@MUTANTS.rejected_by("too_slow_comes_again", "too_slow_to_fail", "verdicts")
class StaleEndsTheRun(Plain):
    """Lets StaleDelivery end the run."""

    def stale(self, delivery):
        raise StaleDelivery(delivery)


@MUTANTS.rejected_by("verdicts")
class StaleIsHandled(Plain):
    """Calls an event handled although it will come again."""

    def stale(self, delivery):
        return Told("handled")


@MUTANTS.rejected_by("too_slow_to_fail")
class StaleNackEndsTheRun(Plain):
    """Expects StaleDelivery from ack, and not from nack."""

    def failed(self, delivery, error):
        try:
            return super().failed(delivery, error)
        except StaleDelivery as stale:
            raise RuntimeError("the delivery is stale") from stale


@MUTANTS.rejected_by("queue_failure_comes_out")
class BlamesTheEventForTheQueue(Plain):
    """Gives an event back, as if its handler had failed, when it cannot be acknowledged."""

    def handle(self, delivery):
        try:
            return super().handle(delivery)
        except OSError as error:
            if self.inbox is not None:
                raise
            return self.failed(delivery, error)


@MUTANTS.rejected_by("inbox_failure_comes_out")
class BlamesTheEventForTheInbox(Plain):
    """Gives an event back, as if its handler had failed, when the inbox cannot be written."""

    def effect(self, delivery):
        try:
            return super().effect(delivery)
        except OSError as error:
            raise Failure(error) from error


@MUTANTS.rejected_by("failure_passes_the_inbox")
class FailsWithTheInbox(Plain):
    """Expects the handler to raise only where there is no inbox."""

    def effect(self, delivery):
        try:
            return super().effect(delivery)
        except Failure as failure:
            if self.inbox is None:
                raise
            raise failure.error from None
