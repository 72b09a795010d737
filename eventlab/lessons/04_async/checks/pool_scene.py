"""A day with a pool: what it was given, what it did with that, and when."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import describe, leaves, step, stub_in

from . import mistakes as m
from .scene import Loop, OutOfStock, Stuck, at, others, own_loop, paid, play, settle, text


class Day:
    """What happened to each event.

    Args:
        loop: where it happens.
        seconds: how long handling one takes.
        fails: the ids whose handling fails.
        kind: how it fails.
        value: what handling the others returns.
        cleanup: how many seconds a handler that is cancelled needs to tidy up.
        slow: the ids whose handling takes ten times as long.
    """

    def __init__(
        self,
        loop: Loop,
        *,
        seconds: float = 1,
        fails: str = "",
        kind: type[Exception] = ValueError,
        value: object = None,
        cleanup: float = 0,
        slow: str = "",
    ) -> None:
        self.loop, self.seconds, self.fails, self.value = loop, seconds, fails, value
        self.kind, self.cleanup, self.slow = kind, cleanup, slow
        self.accepted: dict[str, float] = {}  # and when
        self.began: list[str] = []
        self.ended: list[str] = []  # also by an error
        self.cancelled: list[str] = []
        self.in_hand = self.most = 0
        self.error: BaseException | None = None
        self.left: float | None = None  # when the block was left
        self.ended_by_then: list[str] = []

    async def handle(self, event: Any) -> object:
        """Handle an event as a shop would: it takes a while, and may fail."""
        id = getattr(event, "id", None)
        if id is None:
            found = f"it got {type(event).__name__}"
            raise Failure("the handler gets the event", found, m.HANDS_OVER)
        self.began.append(id)
        self.in_hand += 1
        self.most = max(self.most, self.in_hand)
        at(self.loop, f"{id} begins")
        try:
            await asyncio.sleep(self.seconds * (10 if id in self.slow else 1))
        except asyncio.CancelledError:
            at(self.loop, f"{id} is cancelled")
            await asyncio.sleep(self.cleanup)
            self.cancelled.append(id)
            raise
        finally:
            self.in_hand -= 1
        self.ended.append(id)
        at(self.loop, f"{id} " + ("fails" if id in self.fails else "ends"))
        if id in self.fails:
            raise self.kind(f"{id} is no good")
        return self.value

    def expect_all(
        self, ids: str, known: Mistake | None = m.DROPS_QUEUED, *, errors_are_fine: bool = False
    ) -> None:
        """Demand that these, and no others, had been handled when the block was left."""
        wanted = f"{ids or 'nothing'} handled when the block is left"
        errors = [*leaves(self.error)] if self.error else []
        strange = [e for e in errors if not errors_are_fine or not isinstance(e, self.kind)]
        if strange:
            own_loop(strange[0])
            gave_up = m.GIVES_UP if isinstance(strange[0], TimeoutError) else None
            raise Failure(wanted, describe(self.error or strange[0]), gave_up) from strange[0]
        found = " ".join(sorted(self.ended_by_then))
        if found != ids:
            if self.loop.unawaited:
                known = m.NOT_AWAITED
            if len(found) > len(ids):
                known = m.TWICE
            raise Failure(wanted, f"{found or 'nothing'} handled when it was left", known)


class Shop:
    """A pool, and who submits to it."""

    def __init__(self, day: Day, Pool: Any, workers: int, bound: int) -> None:
        self.day = day
        self.submitting: set[asyncio.Task[None]] = set()
        self.pool = Pool(day.handle, workers=workers, bound=bound)

    async def submit(self, id: str) -> None:
        """Submit one event, and say when it was accepted."""
        work = self.pool.submit(paid(id))
        if not hasattr(work, "__await__"):
            raise Failure("submit is awaited", f"it returned {type(work).__name__}", m.NOT_ASYNC)
        await work
        self.day.accepted[id] = self.day.loop.time()
        at(self.day.loop, f"{id} accepted")

    def submit_all(self, ids: str) -> dict[str, "asyncio.Task[None]"]:
        """Submit each in a task of its own."""
        tasks = {id: asyncio.create_task(self.submit(id)) for id in ids.split()}
        self.submitting |= {*tasks.values()}
        return tasks


@asynccontextmanager
async def enter(day: Day, Pool: Any, *, workers: int, bound: int) -> AsyncIterator[Shop]:
    """Open a pool for a block, and demand that it has left no task behind when it ended."""
    step(f"async with Pool(handle, workers={workers}, bound={bound}) as pool:")
    before = others()
    shop = Shop(day, Pool, workers, bound)
    try:
        async with shop.pool as entered:
            if entered is not shop.pool:
                found = f"it is {type(entered).__name__}"
                raise Failure("as pool is the pool", found, m.ENTER_RETURNS)
            yield shop
            if shop.submitting:
                await asyncio.wait(shop.submitting)
            at(day.loop, "the block ends")
    finally:
        day.left, day.ended_by_then = day.loop.time(), list(day.ended)
        at(day.loop, "the pool is left")
        errors = [*leaves(error)] if (error := sys.exception()) else []
        if all(isinstance(error, (day.kind, OutOfStock)) for error in errors):
            await settle()
            if left := others() - before - shop.submitting:
                raise Failure("no task is left", f"{len(left)} left", m.LEAVES_TASKS)


def play_day(
    Pool: Any,
    ids: str = "",
    *,
    workers: int = 1,
    bound: int = 1,
    died: Mistake | None = None,
    scene: Callable[[Loop], Coroutine[Any, Any, Any]] | None = None,
    **does: Any,
) -> Any:
    """Submit these events one after the other, leave the block, and return what came of it.

    Args:
        Pool: the learner's class.
        ids: of the events.
        workers: for the pool.
        bound: for the pool.
        died: the mistake to name if it stands still before all is handled.
        scene: what happens instead.
        does: what handling does; see `Day`.
    """
    days: list[Day] = []

    async def usual(loop: Loop) -> Day:
        days.append(day := Day(loop, **does))
        try:
            async with enter(day, Pool, workers=workers, bound=bound) as shop:
                for id in ids.split():
                    await shop.submit(id)
        except (Exception, asyncio.CancelledError) as error:
            if isinstance(error, Failure) or stub_in(error):
                raise
            inner = [one for one in leaves(error) if isinstance(one, Failure)]
            if inner:
                raise inner[0] from None
            day.error = error
        return day

    try:
        return play(scene or usual)
    except Stuck as stuck:
        day = days[0] if days else None
        raise _stuck(day, stuck, ids, workers, died) from None


def _stuck(day: Day | None, stuck: Stuck, ids: str, workers: int, died: Mistake | None) -> Failure:
    """Say what stands still: the end of the block, a submit, or the workers."""
    wanted = "the block comes to its end"
    if day is None:
        return Failure(wanted, "everybody waits for ever", died)
    done = text(sorted(day.ended))
    if len(day.ended) < len(ids.split()):
        known = died or (m.SWALLOWS_CANCEL if stuck.cancelled else None)
        return Failure(wanted, f"{done} handled, and then everybody waits for ever", known)
    known = m.SWALLOWS_CANCEL if stuck.cancelled else m.NEVER_DONE
    if not stuck.cancelled and workers > 1 and stuck.tasks - 1 < workers:
        known = m.SENTINEL
    return Failure(wanted, f"all is handled, and {stuck.tasks} tasks wait for ever", known)
