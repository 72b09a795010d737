"""Wrong consumers. Each is `Plain`, a right consumer cut into steps, with one step done wrong."""

import inspect
import threading
from collections import Counter
from dataclasses import dataclass

from eventlab import Consumer, StaleDelivery
from mutants import Mutants

MUTANTS = Mutants()


@dataclass
class Told:
    verdict: str


class NoDelay:
    def delay(self, attempt, now):
        return 0.0


@dataclass
class Failure(Exception):
    error: Exception


class Plain:
    """A right consumer, written for changing one step at a time."""

    def __init__(self, queue, handler, *, retry=None, inbox=None, clock=None):
        self.queue, self.handler, self.inbox, self.clock = queue, handler, inbox, clock
        self.retry = retry or NoDelay()
        self.inspect(handler)

    def inspect(self, handler):
        if inspect.iscoroutinefunction(handler):
            raise TypeError("nobody would await it")
        inspect.signature(handler).bind(*("event", "tx")[: 2 if self.inbox else 1])

    def run(self, timeout=0.0):
        verdicts = Counter()
        while told := self.run_one(timeout):
            verdicts[told.verdict] += 1
        return verdicts

    def run_one(self, timeout=0.0):
        delivery = self.queue.get(timeout)
        if delivery is None:
            return None
        try:
            return Told(self.handle(delivery))
        except StaleDelivery:
            return self.stale(delivery)

    def stale(self, delivery):
        return Told("stale")

    def handle(self, delivery):
        try:
            called = self.effect(delivery)
        except Failure as failure:
            return self.failed(delivery, failure.error)
        self.queue.ack(delivery)
        return "handled" if called else "duplicate"

    def effect(self, delivery):
        if self.inbox is None:
            self.call(delivery.event)
            return True
        return self.inbox.once(delivery.event, self.call)

    def call(self, *given):
        try:
            self.result(self.handler(*given))
        except Exception as error:
            raise Failure(error) from error

    def result(self, result):
        if inspect.iscoroutine(result):
            result.close()
            raise TypeError("nobody awaits it")

    def failed(self, delivery, error):
        delay = self.retry.delay(delivery.attempt, self.clock.now())
        self.give_back(delivery, delay, self.reason(error))
        return "failed"

    def give_back(self, delivery, delay, reason):
        self.queue.nack(delivery, delay=delay, reason=reason)

    def reason(self, error):
        return f"{type(error).__name__}: {error}"


IMPLEMENTATIONS = {"Consumer": Consumer, "Plain": Plain}

# What happens to an event, and when.


@MUTANTS.rejected_by("in_order", at_least=True)
class LastFirst(Plain):
    """Takes all that is ready at once, and handles the last first."""

    def run(self, timeout=0.0):
        verdicts = Counter()
        while batch := self.queue.get_many(100):
            for delivery in reversed(batch):
                verdicts[self.handle(delivery)] += 1
        return verdicts


@MUTANTS.rejected_by("handled_once", at_least=True)
class NeverAcks(Plain):
    """Forgets to acknowledge: each event comes again until it is dead."""

    def handle(self, delivery):
        self.effect(delivery)
        return "handled"


@MUTANTS.rejected_by("effect_first", "interrupted_comes_again", at_least=True)
class AckFirst(Plain):
    """Acknowledges before the effect: a crash in between loses the event."""

    def handle(self, delivery):
        self.queue.ack(delivery)
        self.effect(delivery)
        return "handled"


@MUTANTS.rejected_by("one_at_a_time")
class TakesOneMore(Plain):
    """Leases the next event while it handles the present one."""

    next = None

    def run_one(self, timeout=0.0):
        delivery, self.next = self.next or self.queue.get(timeout), None
        if delivery is None:
            return None
        try:
            told = Told(self.handle(delivery))
        except StaleDelivery:
            told = Told("stale")
        self.next = self.queue.get()
        return told


@MUTANTS.rejected_by("too_slow_comes_again", "verdicts", at_least=True)
class OnlyWhatWasReady(Plain):
    """Handles as many events as were ready when it began."""

    def run(self, timeout=0.0):
        verdicts = Counter()
        for _ in range(self.queue.stats().ready):
            verdicts[self.run_one().verdict] += 1
        return verdicts


@MUTANTS.rejected_by("threads")
class OneDeliveryInTheProcess(Plain):
    """Keeps the present delivery where the consumers of all threads keep theirs."""

    present = None

    def handle(self, delivery):
        OneDeliveryInTheProcess.present = delivery
        if threading.current_thread() is not threading.main_thread():
            threading.Event().wait(0.001)
        return super().handle(OneDeliveryInTheProcess.present)


# What happens when the handler fails.


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


# What happens when the lease, the queue or the inbox does.


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


@MUTANTS.rejected_by("with_an_inbox", "failure_passes_the_inbox", at_least=True)
class EffectOutside(Plain):
    """Asks the inbox whether the event is new, and has the effect when its transaction is over."""

    def effect(self, delivery):
        if self.inbox is None:
            return super().effect(delivery)
        new = self.inbox.once(delivery.event, lambda event, tx: None)
        if new:
            self.handler(delivery.event, None)
        return new


@MUTANTS.rejected_by("duplicate_is_acknowledged")
class DuplicateStays(Plain):
    """Skips a duplicate and does not acknowledge it: it comes again and again."""

    def handle(self, delivery):
        known = self.inbox is not None and delivery.event.id == "old"
        return "duplicate" if known else super().handle(delivery)


# Which handlers are refused.


@MUTANTS.rejected_by("coroutines_fail")
class AnyResult(Plain):
    """Does not look at what a handler returns, which may be work that nobody does."""

    def result(self, result):
        if inspect.iscoroutine(result):
            result.close()


@MUTANTS.rejected_by("arguments_are_checked")
class AnyArguments(Plain):
    """Finds out at the first event that the handler does not take one."""

    def inspect(self, handler):
        if inspect.iscoroutinefunction(handler):
            raise TypeError("nobody would await it")
