"""Workers: several of them empty one queue in virtual time, and what they do is recorded.

Guarantee: the same events and times give the same trace. Of two workers that are free at the same
time, the one that was named first takes the next event.
"""

import heapq
from collections.abc import Collection, Iterable
from typing import Any

from eventlab.clock import VirtualClock
from eventlab.event import Event
from eventlab.memory_queue import MemoryQueue
from eventlab.sim.trace import Kind, Step, Trace

RETRY = 5.0  # seconds after which what has failed is delivered again


def work(
    events: Iterable[Event], *, key: str | None = None, fails: Collection[str] = (), **takes: int
) -> Trace:
    """Put events into a `MemoryQueue` and let workers fetch, handle and acknowledge them all.

    Args:
        events: in the order of putting.
        key: of all of them; see `MemoryQueue.put`.
        fails: the ids of events whose first attempt fails: they are given back at its end, and
            come again five seconds later.
        takes: for each worker, by its name, the whole seconds that it takes for an event.

    Raises:
        ValueError: there is no worker, or one that takes no time.
    """
    if not takes or min(takes.values()) < 1:
        raise ValueError(f"each worker takes at least one second for an event, not {takes}")
    clock = VirtualClock()
    queue = MemoryQueue(lease=max(takes.values()) + 1, clock=clock)
    for event in events:
        queue.put(event, key=key)
    agenda: list[tuple[int, int, str, Any]]  # when, the place among the workers, who, with what
    agenda = [(0, place, worker, None) for place, worker in enumerate(takes)]
    steps: list[Step] = []
    while (stats := queue.stats()) and stats.ready + stats.leased + stats.delayed:
        now, place, worker, delivery = heapq.heappop(agenda)
        clock.advance(now - clock.now())
        if delivery and delivery.attempt == 1 and delivery.event.id in fails:
            queue.nack(delivery, delay=RETRY)
            steps.append(Step(now, "error", worker, "queue", delivery.event.id))
        elif delivery:
            queue.ack(delivery)
            steps.append(Step(now, "ack", worker, "queue", delivery.event.id))
        if delivery := queue.get():
            kind: Kind = "deliver" if delivery.attempt == 1 else "duplicate"
            steps.append(Step(now, kind, "queue", worker, delivery.event.id))
        seconds = takes[worker] if delivery else 1
        heapq.heappush(agenda, (now + seconds, place, worker, delivery))
    done = ", ".join(step.label for step in steps if step.kind == "ack")
    return Trace(("queue", *takes), tuple(steps), f"done in this order: {done}")
