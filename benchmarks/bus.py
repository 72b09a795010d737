"""Bus.publish against the bare loop over its handlers."""

from collections.abc import Callable, Iterator

from benchmarks.ratio import Row, compare
from eventlab import Bus, Event

REACH = {1: 2.2, 10: 1.3, 100: 1.15}
ROUNDS = 401
CALLS = 2_000  # of handlers, in each half of a round
EVENT = Event("OrderPaid")


def measure() -> Iterator[Row]:
    """Yield the figures, each with its limit. Takes a few seconds."""
    for listeners, reach in REACH.items():
        called = [0]
        handlers = tuple(counting(called) for _ in range(listeners))
        times = CALLS // listeners
        limit, ours = compare(again(bare(handlers), times), again(publish(handlers), times), ROUNDS)
        expected = 2 * (ROUNDS + 1) * CALLS  # by both, and once to warm up
        if called[0] != expected:
            raise AssertionError(f"the handlers were called {called[0]} times, not {expected}")
        what = f"publish to {listeners} listener{'s' if listeners > 1 else ''}"
        yield Row(what, limit / times * 1e6, ours / times * 1e6, reach)


Deliver = Callable[[Event], None]


def counting(called: list[int]) -> Deliver:
    """Make a handler that counts its calls."""

    def handler(event: Event) -> None:
        called[0] += 1

    return handler


def bare(handlers: tuple[Deliver, ...]) -> Deliver:
    """Make the least that can call them all."""

    def loop(event: Event) -> None:
        for handler in handlers:
            handler(event)

    return loop


def publish(handlers: tuple[Deliver, ...]) -> Deliver:
    """Make a bus to which they all listen, and return its publish."""
    bus = Bus()
    for handler in handlers:
        bus.subscribe(EVENT.type, handler)
    return bus.publish


def again(deliver: Deliver, times: int) -> Callable[[], None]:
    """Make a round of so many deliveries."""

    def work() -> None:
        for _ in range(times):
            deliver(EVENT)

    return work
