"""What the cases of the asynchronous bus have in common.

No case waits for time to pass: it gives the other tasks their turns, and what has not happened by
then is not going to.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any

from eventlab.contracts import Broken, Contract, Make, Stop
from eventlab.event import Event

async_bus = Contract("async_bus")

TURNS = 3_000  # of the loop, after which a case that has not ended stands still; it needs dozens
PATIENCE = 0.3  # seconds, for a bus that works with real time


async def turns(count: int = 30) -> None:
    """Let the other tasks do what they can do now."""
    for _ in range(count):
        await asyncio.sleep(0)


def case(*, core: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the case below; if it stands still it is broken, instead of standing there for ever."""

    def add(run: Callable[[Make], Coroutine[Any, Any, None]]) -> Callable[..., Any]:
        @wraps(run)
        async def limited(make: Make) -> None:
            task, deadline, turn = asyncio.ensure_future(run(make)), time.monotonic() + PATIENCE, 0
            while not task.done() and (turn < TURNS or time.monotonic() < deadline):
                turn += 1
                await asyncio.sleep(0)
            if not task.done():
                task.cancel()
                raise Broken("something waits for ever: nothing that could end it is happening")
            task.result()

        return async_bus.case(core=core)(limited)

    return add


async def raised(kind: type[BaseException], work: Awaitable[Any]) -> BaseException:
    """Return the `kind` of exception that the work raises, or raise `Broken` if it does not."""
    task = asyncio.ensure_future(work)
    await asyncio.wait([task])  # so that cancelling the case is not taken for its outcome
    try:
        task.result()
    except kind as error:
        return error
    raise Broken(f"{kind.__name__} was expected to be raised, and was not")


async def leave(subject: Any) -> None:
    """Open the bus and leave it at once, which waits for what is in it."""
    async with subject:
        pass


async def fail(event: Event) -> None:
    """Fail as a handler may."""
    raise ValueError(f"no stock for {event.type}")


async def interrupt(event: Event) -> None:
    """Do to the handler what Ctrl-C does."""
    raise Stop


class Gate:
    """A handler that stands still until the gate is opened; `began` and `ended` are event ids."""

    def __init__(self) -> None:
        self.began: list[str] = []
        self.ended: list[str] = []
        self._opened = asyncio.Event()

    def open(self) -> None:
        """Let pass whoever waits, and whoever comes later."""
        self._opened.set()

    async def __call__(self, event: Event) -> None:
        """Handle the event, in two steps with the gate between them."""
        self.began.append(event.id)
        await self._opened.wait()
        self.ended.append(event.id)


def paid(id: str) -> Event:
    """Return the event that most cases publish."""
    return Event("Paid", id=id)
