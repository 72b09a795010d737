"""Feeding: workers get their events by pull or by push, in virtual time, and it is recorded.

Guarantee: the same queue, events and times give the same trace. Of two workers that have
equally much in hand, the one that was named first gets the next event.
"""

import heapq
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from itertools import count
from typing import Any, Protocol

from eventlab.event import Event
from eventlab.queue import StaleDelivery
from eventlab.sim.trace import Kind, Step, Trace

MOST_SECONDS = 1000  # after which nobody waits for an end any more


class Pusher(Protocol):
    """The push side of one worker: it sends what it may, and gets the acknowledgements."""

    def pump(self) -> None:
        """Send what may be sent."""
        ...

    def ack(self, delivery: Any) -> None:
        """Take an acknowledgement."""
        ...


Push = Callable[[Any, Callable[[Any], None]], Pusher]


def feed(
    queue: Any,
    events: Iterable[Event],
    *,
    push: Push | None = None,
    every: int = 1,
    **takes: int,
) -> Trace:
    """Put an event into the queue each second, and let workers handle and acknowledge them all.

    Args:
        queue: it has `put`, `get`, `ack`, its lease in whole seconds as `lease`, and a
            `VirtualClock` as `clock`.
        events: in the order of putting.
        push: `push(queue, send)` makes the push side of one worker; `send(delivery)` is how a
            delivery gets there. Without it the workers pull.
        every: seconds after which a worker that pulled in vain asks again.
        takes: for each worker, by its name, the whole seconds that it takes for an event.

    Raises:
        ValueError: there is no worker, or one that takes no time, or `every` is less than 1.
        RuntimeError: after 1,000 seconds something is still not acknowledged.
    """
    if not takes or min(*takes.values(), every) < 1:
        raise ValueError(f"a worker's times are at least one second: {takes}, every={every}")
    return _Feed(queue, list(events), every, takes).run(push)


class _Feed:
    def __init__(self, queue: Any, events: list[Event], every: int, takes: dict[str, int]) -> None:
        self.queue, self.events, self.every, self.takes = queue, events, every, takes
        self.start = queue.clock.now()
        self.agenda: list[tuple[float, int, Callable[[], None]]] = []
        self.places = count()
        self.steps: list[Step] = []
        self.left = {event.id for event in events}
        self.vain = 0
        self.waits: dict[str, int] = {}  # of each event, until a worker begins with it
        self.begun: set[str] = set()
        self.pushers: dict[str, Pusher] = {}
        self.hoards: dict[str, deque[Any]] = {name: deque() for name in takes}

    def run(self, push: Push | None) -> Trace:
        """Go from one moment to the next, until all is acknowledged."""
        for second, event in enumerate(self.events):
            self.at(second, partial(self.put, event))
        for name in self.takes:
            if push:
                self.pushers[name] = push(self.queue, partial(self.sent, name))
            else:
                self.at(0, partial(self.pull, name))
        while self.left:
            seconds, _, act = heapq.heappop(self.agenda)
            if seconds > MOST_SECONDS:
                left = ", ".join(sorted(self.left))
                raise RuntimeError(f"after {MOST_SECONDS} seconds not acknowledged: {left}")
            self.queue.clock.advance(self.start + seconds - self.queue.clock.now())
            act()
        again = sum(step.kind == "duplicate" for step in self.steps)
        title = f"{'push' if push else 'pull'}: done after {self.now} s"
        title += f", longest wait {max(self.waits.values())} s, {again} delivered again"
        title += "" if push else f", asked in vain {self.vain} times"
        return Trace(("shop", "broker", *self.takes), tuple(self.steps), title)

    @property
    def now(self) -> int:
        """The seconds since the beginning."""
        return int(self.queue.clock.now() - self.start)

    def at(self, seconds: float, act: Callable[[], None]) -> None:
        """Let something happen at that second."""
        heapq.heappush(self.agenda, (seconds, next(self.places), act))

    def step(self, kind: Kind, source: str, target: str, label: str) -> None:
        """Write down what happens."""
        self.steps.append(Step(self.now, kind, source, target, label))

    def put(self, event: Event) -> None:
        """Let the shop tell of something."""
        self.step("send", "shop", "broker", event.id)
        self.waits[event.id] = -self.now
        self.queue.put(event)
        self.pump()

    def pump(self) -> None:
        """Let the broker push what it may, first to whoever has least in hand."""
        for name in sorted(self.pushers, key=lambda name: len(self.hoards[name])):
            self.pushers[name].pump()

    def pull(self, name: str) -> None:
        """Let a worker that is free ask for the next one."""
        if delivery := self.queue.get():
            self.given(name, delivery)
            self.begin(name, delivery, self.queue.ack)
        else:
            self.vain += 1
            self.at(self.now + self.every, partial(self.pull, name))

    def sent(self, name: str, delivery: Any) -> None:
        """Let a worker receive what was pushed; it begins when it has done what it has."""
        self.given(name, delivery)
        self.at(self.now + self.queue.lease, self.pump)  # somebody may have to have it again
        self.hoards[name].append(delivery)
        if len(self.hoards[name]) == 1:
            self.begin(name, delivery, self.pushers[name].ack)

    def begin(self, name: str, delivery: Any, ack: Callable[[Any], None]) -> None:
        """Let a worker handle an event."""
        if delivery.event.id not in self.begun:
            self.begun.add(delivery.event.id)
            self.waits[delivery.event.id] += self.now
        self.at(self.now + self.takes[name], partial(self.done, name, delivery, ack))

    def given(self, name: str, delivery: Any) -> None:
        """Write down a delivery."""
        kind: Kind = "deliver" if delivery.attempt == 1 else "duplicate"
        self.step(kind, "broker", name, delivery.event.id)

    def done(self, name: str, delivery: Any, ack: Callable[[Any], None]) -> None:
        """Let a worker acknowledge, and go on."""
        place = len(self.steps)
        try:
            ack(delivery)
            kind: Kind = "ack"
            self.left.discard(delivery.event.id)
        except StaleDelivery:
            kind = "error"
        label = delivery.event.id if kind == "ack" else f"{delivery.event.id} too late"
        self.steps.insert(place, Step(self.now, kind, name, "broker", label))
        if not self.pushers:
            return self.pull(name)
        self.hoards[name].popleft()
        if self.hoards[name]:
            self.begin(name, self.hoards[name][0], ack)
        return None
