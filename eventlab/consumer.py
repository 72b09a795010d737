"""Consumer: the loop around a queue: take an event, let the handler have its effect, acknowledge.

Guarantee: at least once. The effect comes before the acknowledgement, so a consumer that dies in
between loses nothing, and its event is handled again. A handler that raises gives its event back
with the reason, after a delay that `Retry` chooses; meanwhile the others go on, and after the
queue's `max_attempts` the event is a dead letter. With an `Inbox` the effect and the record of it
are one transaction: effectively once, for every effect that lives in that database.
"""

import inspect
import logging
import math
import random
import threading
import traceback
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from eventlab.clock import Clock, SystemClock
from eventlab.event import Event
from eventlab.queue import Delivery, Queue, StaleDelivery
from eventlab.unfinished import require_finished

_log = logging.getLogger(__name__)
_log.addHandler(logging.NullHandler())  # silent, unless the application sets logging up


class Deduplicator(Protocol):
    """What a consumer needs of an `Inbox`."""

    def once(self, event: Event, effect: Callable[..., Any]) -> bool:
        """Call `effect(event, tx)` unless it has had its effect; return whether it was called."""
        ...


class Retry:
    """Chooses how long an event that failed has to wait, with backoff, jitter and a budget.

    Guarantee: the delay after attempt n lies anywhere between 0 and `base` · 2^(n-1), at most
    `cap`: exponential backoff with full jitter, which spreads out those who failed together
    (Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). At most
    `budget` delays within `window` are chosen so. Backoff does not cure sustained overload, so
    whoever fails beyond the budget waits at least half of `cap` (the budget is that of "Site
    Reliability Engineering", Google, 2016, chapter 22: 60 retries a minute for a process).

    Share one among the consumers of a process. Safe with many threads.

    Args:
        base: seconds; the longest delay after the first attempt.
        cap: seconds; the longest delay of all.
        budget: how many early retries there may be in `window` seconds.
        window: seconds.
        seed: makes the delays the same in each run.

    Raises:
        ValueError: a negative number, a `cap` below `base`, or an endless one.
    """

    def __init__(
        self,
        *,
        base: float = 1.0,
        cap: float = 60.0,
        budget: int = 60,
        window: float = 60.0,
        seed: int | None = None,
    ) -> None:
        if not 0 <= base <= cap < math.inf:
            raise ValueError(f"base is {base} and cap {cap}: it must be that 0 <= base <= cap")
        if not (budget >= 0 and window > 0):
            raise ValueError(f"a budget of {budget} retries in {window} seconds makes no sense")
        self.base, self.cap, self.budget, self.window = base, cap, budget, window
        self._random = random.Random(seed)
        self._spent: deque[float] = deque()  # when the early retries were granted
        self._lock = threading.Lock()

    def delay(self, attempt: int, now: float) -> float:
        """Return the seconds to wait after the failed `attempt` (from 1), at the time `now`."""
        with self._lock:
            while self._spent and self._spent[0] <= now - self.window:
                self._spent.popleft()
            if len(self._spent) >= self.budget:
                return self._random.uniform(self.cap / 2, self.cap)
            self._spent.append(now)
            doublings = min(attempt - 1, 1000)  # 2.0 ** 1024 is more than a float can hold
            return self._random.uniform(0, min(self.cap, self.base * 2.0**doublings))


Verdict = Literal["handled", "duplicate", "failed", "stale"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one delivery.

    "handled": it had its effect and is acknowledged. "duplicate": the inbox knew it; acknowledged.
    "failed": the handler raised `error`; it comes again after `delay` seconds, or is a dead letter.
    "stale": the lease ran out before the handler was through; it comes again, and without an
    inbox it has its effect again. `error` is the queue's.
    """

    verdict: Verdict
    delivery: Delivery
    error: Exception | None = None
    delay: float = 0.0


class Consumer:
    """Hands a queue's events to a handler, one at a time.

    Several consumers, in threads or processes, may share a queue. Choose the queue's lease longer
    than the slowest handler: what outlives its lease is delivered again.

    Args:
        queue: where the events come from. It counts the attempts, and keeps the dead letters.
        handler: called as `handler(event)`, or as `handler(event, tx)` if there is an inbox.
        retry: how long an event that failed has to wait; by default `Retry()`.
        inbox: recognises duplicates; see `eventlab.inbox`.
        clock: what the retry budget is measured by.

    Raises:
        TypeError: the handler cannot be called like that, or is an `async def`.
    """

    def __init__(
        self,
        queue: Queue,
        handler: Callable[..., Any],
        *,
        retry: Retry | None = None,
        inbox: Deduplicator | None = None,
        clock: Clock | None = None,
    ) -> None:
        _check(handler, ("event",) if inbox is None else ("event", "tx"))
        self._queue = queue
        self._handler = handler
        self._retry = retry or Retry()
        self._inbox = inbox
        self._clock = clock or SystemClock()

    def run(self, timeout: float = 0.0) -> Counter[Verdict]:
        """Handle events until none has been ready for `timeout` seconds, and count the verdicts.

        Raises what `run_one` raises.
        """
        verdicts: Counter[Verdict] = Counter()
        while outcome := self.run_one(timeout):
            verdicts[outcome.verdict] += 1
        return verdicts

    def run_one(self, timeout: float = 0.0) -> Outcome | None:
        """Handle one event; return None if none becomes ready within `timeout` seconds.

        Raises:
            Exception: what the queue or the inbox itself raises, such as a full disk.
            BaseException: Ctrl-C and its like. In both cases the event stays leased, and is
                delivered again when the lease runs out.
        """
        delivery = self._queue.get(timeout)
        if delivery is None:
            return None
        try:
            called = self._take_effect(delivery.event)
        except _HandlerFailed as failed:
            return self._give_back(delivery, failed.error)
        return self._acknowledge(delivery, "handled" if called else "duplicate")

    def _take_effect(self, event: Event) -> bool:
        """Return whether the handler was called, or whether the inbox knew the event."""
        if self._inbox is not None:
            return self._inbox.once(event, self._call)
        self._call(event)
        return True

    def _call(self, *arguments: Any) -> None:
        try:
            require_finished(self._handler(*arguments), "the handler")
        except Exception as error:
            raise _HandlerFailed(error) from error

    def _acknowledge(self, delivery: Delivery, verdict: Verdict) -> Outcome:
        try:
            self._queue.ack(delivery)
        except StaleDelivery as stale:
            return self._too_late(delivery, stale)
        return Outcome(verdict, delivery)

    def _give_back(self, delivery: Delivery, error: Exception) -> Outcome:
        delay = self._retry.delay(delivery.attempt, self._clock.now())
        reason = "".join(traceback.format_exception_only(error)).strip()
        _log.info("attempt %d of %s failed: %s", delivery.attempt, delivery.event, reason)
        try:
            self._queue.nack(delivery, delay=delay, reason=reason)
        except StaleDelivery as stale:
            return self._too_late(delivery, stale)
        return Outcome("failed", delivery, error, delay)

    def _too_late(self, delivery: Delivery, stale: StaleDelivery) -> Outcome:
        _log.warning("the handler of %s outlived its lease", delivery.event)
        return Outcome("stale", delivery, stale)


class _HandlerFailed(Exception):
    """Tells what the handler raised from what the inbox raised around it."""

    def __init__(self, error: Exception) -> None:
        self.error = error


def _check(handler: Callable[..., Any], arguments: tuple[str, ...]) -> None:
    call = getattr(handler, "__call__", None)  # noqa: B004  an object whose call is async
    name = getattr(handler, "__qualname__", repr(handler))
    if inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(call):
        raise TypeError(f"{name} is async, and Consumer is not: nobody would await it")
    try:
        inspect.signature(handler).bind(*arguments)
    except ValueError:  # a builtin that does not tell
        pass
    except TypeError as error:
        called = f"({', '.join(arguments)})"
        raise TypeError(f"{name} cannot be called with {called}: {error}") from None
