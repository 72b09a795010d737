"""AsyncBus.publish against asyncio.gather over the same handlers, which a bus does not know."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

from benchmarks.ratio import Row, compare
from eventlab import AsyncBus, Event

REACH = 1.2
ROUNDS = 101
CALLS = 1_000  # of handlers, in each half of a round
EVENT = Event("OrderPaid")

Handler = Callable[[Event], Awaitable[None]]
Deliver = Callable[[], Awaitable[object]]


def measure() -> Iterator[Row]:
    """Yield the figures, each with its limit. Takes a quarter of a minute."""
    for make, what in ((at_once, "at once"), (in_turns, "in turns"), (answered, "when answered")):
        for listeners in (1, 10, 100):
            called, times = [0], CALLS // listeners
            handlers = [make(called) for _ in range(listeners)]
            with asyncio.Runner() as runner:
                gathering = again(runner, gather(handlers), times)
                publishing = again(runner, publish(handlers), times)
                limit, ours = compare(gathering, publishing, ROUNDS)
            expected = 2 * (ROUNDS + 1) * CALLS  # by both, and once to warm up
            if called[0] != expected:
                raise AssertionError(f"the handlers ended {called[0]} times, not {expected}")
            who = f"{listeners} listener{'s' if listeners > 1 else ''}"
            row = f"publish to {who} that return{'s' if listeners == 1 else ''} {what}"
            yield Row(row, limit / times * 1e6, ours / times * 1e6, REACH)


def at_once(called: list[int]) -> Handler:
    """Make a handler that does not wait."""

    async def handler(event: Event) -> None:
        called[0] += 1

    return handler


def in_turns(called: list[int]) -> Handler:
    """Make a handler that lets the others have a turn."""

    async def handler(event: Event) -> None:
        await asyncio.sleep(0)
        called[0] += 1

    return handler


def answered(called: list[int]) -> Handler:
    """Make a handler that waits for a future, as for an answer from elsewhere."""

    async def handler(event: Event) -> None:
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        loop.call_soon(answer.set_result, None)
        await answer
        called[0] += 1

    return handler


def gather(handlers: list[Handler]) -> Deliver:
    """Make the least that can run them all side by side and wait for all."""

    async def deliver() -> None:
        await asyncio.gather(*[handler(EVENT) for handler in handlers])

    return deliver


def publish(handlers: list[Handler]) -> Deliver:
    """Make a bus to which they all listen, and return its publish."""
    bus = AsyncBus()
    for handler in handlers:
        bus.subscribe(EVENT.type, handler)
    return lambda: bus.publish(EVENT)


def again(runner: asyncio.Runner, deliver: Deliver, times: int) -> Callable[[], None]:
    """Make a round of so many deliveries."""

    async def work() -> None:
        for _ in range(times):
            await deliver()

    return lambda: runner.run(work())
