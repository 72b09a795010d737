"""AsyncBus.publish, beside asyncio.gather over the same handlers, which a bus does not know."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

from benchmarks.peers import peers
from benchmarks.ratio import Row, in_turns, row, timed
from eventlab import AsyncBus, Event

REACH = 1.2
TURNS = 101
CALLS = 1_000  # of handlers, in each round
EVENT = Event("OrderPaid")
LESS = {
    "blinker": "one handler after the other: each waits for the one before",
    "pyee": "`emit` does not wait; `wait_for_complete` waits for all events there are, and raises "
    "nothing: a handler's error goes to the event `error`",
    "RxPY": "a subject calls plain functions, and awaits nothing",
}

Handler = Callable[[Event], Awaitable[None]]
Handlers = list[Handler]
Deliver = Callable[[], Awaitable[object]]


def measure(turns: int = TURNS) -> Iterator[Row]:
    """Yield the figures, each with its limit. Takes half a minute."""
    for make, what in ((at_once, "at once"), (in_steps, "in turns"), (answered, "when answered")):
        for listeners in (1, 10, 100):
            called = [0]
            handlers = [make(called) for _ in range(listeners)]
            with asyncio.Runner() as runner:

                def delivering(
                    make: Callable[[Handlers], Deliver],
                    handlers: Handlers = handlers,
                    called: list[int] = called,
                    runner: asyncio.Runner = runner,
                ) -> Callable[[], float]:
                    deliver, times = make(handlers), CALLS // len(handlers)

                    async def work() -> None:
                        for _ in range(times):
                            await deliver()

                    return timed(lambda: runner.run(work()), times, after=lambda: check(called))

                found = in_turns(
                    {
                        "asyncio.gather": delivering(gather),
                        "eventlab": delivering(publish),
                        **peers(
                            blinker=lambda: delivering(blinker_send),
                            pyee=lambda: delivering(pyee_emit),
                            reactivex="awaits nothing",
                        ),
                    },
                    turns,
                )
            who = f"{listeners} listener{'s' if listeners > 1 else ''}"
            what_they_do = f"that return{'s' if listeners == 1 else ''} {what}"
            yield row(f"publish to {who} {what_they_do}", found, REACH)


def check(called: list[int]) -> None:
    """Refuse a round in which not all handlers ended, and count from 0 again."""
    found, called[0] = called[0], 0
    if found != CALLS:
        raise AssertionError(f"the handlers ended {found} times, not {CALLS}")


def at_once(called: list[int]) -> Handler:
    """Make a handler that does not wait."""

    async def handler(event: Event) -> None:
        called[0] += 1

    return handler


def in_steps(called: list[int]) -> Handler:
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


def gather(handlers: Handlers) -> Deliver:
    """Make the least that can run them all side by side and wait for all."""

    async def deliver() -> None:
        await asyncio.gather(*[handler(EVENT) for handler in handlers])

    return deliver


def publish(handlers: Handlers) -> Deliver:
    """Make a bus to which they all listen, and return its publish."""
    bus = AsyncBus()
    for handler in handlers:
        bus.subscribe(EVENT.type, handler)
    return lambda: bus.publish(EVENT)


def blinker_send(handlers: Handlers) -> Deliver:
    """Connect them to a signal, strongly."""
    import blinker

    signal = blinker.Signal()
    for handler in handlers:
        signal.connect(handler, weak=False)
    return lambda: signal.send_async(EVENT)


def pyee_emit(handlers: Handlers) -> Deliver:
    """Add them to an emitter; after each event, wait until all is done."""
    from pyee.asyncio import AsyncIOEventEmitter

    emitter = AsyncIOEventEmitter()
    for handler in handlers:
        emitter.add_listener(EVENT.type, handler)

    async def deliver() -> None:
        emitter.emit(EVENT.type, EVENT)
        await emitter.wait_for_complete()

    return deliver
