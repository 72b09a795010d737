"""A right consumer, cut into steps, so that a mutant can do one of them wrong."""

import inspect
from collections import Counter
from dataclasses import dataclass

from eventlab import StaleDelivery
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
        if inspect.isgenerator(result):
            raise TypeError("nobody runs it")

    def failed(self, delivery, error):
        delay = self.retry.delay(delivery.attempt, self.clock.now())
        self.give_back(delivery, delay, self.reason(error))
        return "failed"

    def give_back(self, delivery, delay, reason):
        self.queue.nack(delivery, delay=delay, reason=reason)

    def reason(self, error):
        return f"{type(error).__name__}: {error}"
