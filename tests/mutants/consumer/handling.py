"""Consumers that do the wrong thing with an event or its handler."""

import inspect
import threading
from collections import Counter

from eventlab import StaleDelivery
from mutants.consumer.plain import MUTANTS, Plain, Told


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


@MUTANTS.rejected_by("coroutines_fail")
class AnyResult(Plain):
    """Does not look at what a handler returns, which may be work that nobody does."""

    def result(self, result):
        if inspect.iscoroutine(result):
            result.close()


@MUTANTS.rejected_by("coroutines_fail")
class AnyGenerator(Plain):
    """Takes a generator, of which nothing has run, for a handler that is done."""

    def result(self, result):
        super().result(None if inspect.isgenerator(result) else result)


@MUTANTS.rejected_by("arguments_are_checked")
class AnyArguments(Plain):
    """Finds out at the first event that the handler does not take one."""

    def inspect(self, handler):
        if inspect.iscoroutinefunction(handler):
            raise TypeError("nobody would await it")
