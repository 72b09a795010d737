"""An event loop in virtual time, for the checks: nothing waits, and what stands still is told."""

import asyncio
import threading
import time
import warnings
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import cache
from typing import Any
from unittest.mock import patch

from eventlab import Event
from eventlab.course import telling
from eventlab.course.grading import Failure
from eventlab.course.telling import describe, step, stub_in
from eventlab.sim.loop import VirtualLoop

from . import mistakes as m

MOST_TURNS = 5_000  # of the loop in one scene; sound code needs a few dozen
SETTLED = 12  # turns in which whoever can go on has gone on

_at_work: dict[int, "Loop"] = {}  # by thread
_sleep = time.sleep


class Stuck(Exception):
    """Everybody waits for what nobody will do; who was still there says more.

    Args:
        tasks: the tasks that have not ended.
    """

    def __init__(self, tasks: set["asyncio.Task[Any]"]) -> None:
        super().__init__("everybody waits")
        self.cancelled = any(task.cancelling() for task in tasks)
        self.tasks = len(tasks)


class OutOfStock(Exception):
    """An error of the shop's own."""


class Loop(VirtualLoop):
    """A loop that ends a scene which turns round and round, and hears of blocking calls."""

    def __init__(self) -> None:
        super().__init__()
        self.turns = 0
        self.blocking = ""
        self.unawaited = False  # whether something was made that nobody awaited
        self.cancel_at: Callable[[int], object] = lambda turn: None

    def _run_once(self) -> None:
        self.turns += 1
        if self.turns > MOST_TURNS:
            happened = f"{MOST_TURNS:,} turns of the event loop, and no end"
            raise Failure("an end, or a wait that lets time pass", happened, m.BUSY)
        self.cancel_at(self.turns)
        super()._run_once()  # type: ignore[misc]  # where every loop takes its turns


def _refuse(seconds: float) -> None:
    """Stand where `time.sleep` stood: say that it was called, and do not let it begin."""
    if loop := _at_work.get(threading.get_ident()):
        loop.blocking = f"time.sleep({seconds:g}) at {loop.time():g} s"
        raise RuntimeError("a blocking call inside of the event loop")
    _sleep(seconds)


def play(scene: Callable[[Loop], Coroutine[Any, Any, Any]]) -> Any:
    """Run a scene in virtual time and return what it returns.

    Raises:
        Stuck: nobody can go on.
        Failure: the code blocks the loop, never comes to an end, or makes what nobody awaits.
    """
    loop = Loop()
    here = threading.get_ident()
    with warnings.catch_warnings(record=True) as heard, patch("time.sleep", _refuse):
        warnings.simplefilter("always")
        _at_work[here] = loop
        try:
            return _complete(loop, scene)
        finally:
            del _at_work[here]
            loop.unawaited = any("never awaited" in str(one.message) for one in heard)
            told = len(telling.now.steps)
            _close(loop)
            del telling.now.steps[told:]  # what ends only because the loop does


def _complete(loop: Loop, scene: Callable[[Loop], Coroutine[Any, Any, Any]]) -> Any:
    try:
        outcome = loop.run_until_complete(scene(loop))
    except RuntimeError as error:
        if loop.blocking:
            raise _blocks(loop) from None
        if "waits for what nobody does" in str(error):
            raise Stuck(asyncio.all_tasks(loop)) from None
        own_loop(error)
        raise
    except (Exception, asyncio.CancelledError) as error:
        if loop.blocking and not stub_in(error):
            raise _blocks(loop) from None
        raise
    if loop.blocking:
        raise _blocks(loop)
    return outcome


def own_loop(error: BaseException) -> None:
    """Raise what there is to say of an event loop inside of another, if the error tells of one."""
    if "running event loop" in str(error) or "loop is already running" in str(error):
        raise Failure("one event loop", describe(error), m.OWN_LOOP) from None


def _blocks(loop: Loop) -> Failure:
    return Failure("an await, so that others have their turn", loop.blocking, m.BLOCKS)


def _close(loop: Loop) -> None:
    loop.turns, loop.cancel_at = 0, lambda turn: None
    with suppress(Failure):  # tasks that swallow every cancellation
        loop.finish(cancel=True)
    if not loop.is_closed():
        loop.close()


async def settle() -> None:
    """Give everybody who can go on now a few turns, without letting time pass."""
    for _ in range(SETTLED):
        await asyncio.sleep(0)


def others(*ours: "asyncio.Task[Any]") -> set["asyncio.Task[Any]"]:
    """Return the tasks that are neither this one nor ours."""
    return asyncio.all_tasks() - {asyncio.current_task(), *ours}  # type: ignore[arg-type]


def at(loop: Loop, what: str) -> None:
    """Write down a step with its time."""
    step(f"{loop.time():g} s: {what}")


@cache
def paid(id: str) -> Event:
    """Return the event of this id, the same each time."""
    return Event("OrderPaid", id=id)


def text(ids: list[str]) -> str:
    """Return ids as the messages show them."""
    return " ".join(ids) or "nothing"
