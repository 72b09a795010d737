"""What is tried on `Pool` when something goes wrong around it: the block fails, or is cancelled."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

from eventlab.course import telling
from eventlab.course.grading import Failure
from eventlab.course.telling import describe, leaves, stub_in

from . import mistakes as m
from .pool import pool
from .pool_scene import Day, enter, play_day
from .scene import Loop, OutOfStock, at, others, settle, text

LONG = 100.0  # virtual seconds, in which whoever still runs comes to an end


@pool.fault
def block_fails(Pool: Any) -> None:
    """A block that ends by an exception of its own is drained too, and its exception comes out."""

    async def scene(loop: Loop) -> Day:
        day = Day(loop)
        try:
            async with enter(day, Pool, workers=1, bound=3) as shop:
                for id in "ABC":
                    await shop.submit(id)
                at(loop, "the block raises OutOfStock")
                raise OutOfStock
        except OutOfStock as error:
            day.error = error
        except ExceptionGroup as group:
            day.error = next((e for e in leaves(group) if isinstance(e, OutOfStock)), None)
            if day.error is None:
                raise
        return day

    day = play_day(Pool, scene=scene)
    found = text(sorted(day.ended_by_then))
    if found != "A B C":
        wanted = "A B C handled when the block is left"
        raise Failure(wanted, f"{found} handled when it was left", m.DROPS_ON_ERROR)
    if day.error is None:
        raise Failure("OutOfStock comes out", "the block ended without it", m.SWALLOWS_BLOCK)


@pool.fault
def block_and_event_fail(Pool: Any) -> None:
    """If an event has failed too, neither its error nor that of the block is lost."""
    everything: list[BaseException] = []

    async def scene(loop: Loop) -> None:
        try:
            async with enter(Day(loop, fails="A"), Pool, workers=1, bound=3) as shop:
                await shop.submit("A")
                at(loop, "the block raises OutOfStock")
                raise OutOfStock
        except Exception as error:
            if isinstance(error, Failure) or stub_in(error):
                raise
            everything.extend(_with_context(error))

    play_day(Pool, scene=scene)
    for wanted, known in ((ValueError, m.DROPS_ERRORS), (OutOfStock, m.SWALLOWS_BLOCK)):
        if not any(isinstance(error, wanted) for error in everything):
            found = text([type(error).__name__ for error in everything])
            raise Failure("a ValueError and an OutOfStock come out", found, known)


def _with_context(error: BaseException | None) -> Iterator[BaseException]:
    """Yield what a traceback of the error would show: what is in it, and what came before it."""
    while error:
        yield from leaves(error)
        hidden = error.__suppress_context__  # by `from None`
        error = error.__cause__ or (None if hidden else error.__context__)


@pool.fault
def cancelled_submit(Pool: Any) -> None:
    """A submit that is cancelled, whenever, has not happened, and keeps no place."""
    turn, mark = 1, len(telling.now.steps)
    while True:
        turn += 1
        del telling.now.steps[mark:]
        cancelled: list[bool] = []

        async def scene(loop: Loop, turn: int = turn, cancelled: list[bool] = cancelled) -> Day:
            day = Day(loop)
            async with enter(day, Pool, workers=1, bound=1) as shop:
                submitting = shop.submit_all("A B C D E")

                def look(now: int) -> None:
                    if now == turn and not submitting["C"].done():
                        at(loop, "the submit of C is cancelled")
                        submitting["C"].cancel()
                        cancelled.append(True)

                loop.cancel_at = look
                await asyncio.wait(submitting.values())
                cancelled[1:] = [submitting["C"].cancelled()]
            return day

        day = play_day(Pool, scene=scene, died=m.LOSES_A_PLACE)
        if len(cancelled) < 2:
            return  # it was accepted before
        wanted = "A B D E" if cancelled[1] else "A B C D E"
        found = " ".join(sorted(day.ended_by_then))
        if found != wanted:
            known = m.TAKES_THE_CANCELLED if "C" in found else None
            raise Failure(f"{wanted} handled", f"{found or 'nothing'} handled", known)


@pool.fault
def cancelled_anywhere(Pool: Any) -> None:
    """Cancelled at any moment, it cancels what is in hand, and the CancelledError goes on."""

    def begin(loop: Loop) -> tuple[Day, Any]:
        day = Day(loop)

        async def block() -> None:
            async with enter(day, Pool, workers=2, bound=1) as shop:
                for id in "ABCDE":
                    await shop.submit(id)

        return day, block()

    _cancel_everywhere(Pool, begin)


@pool.fault
def cancelled_with_cleanup(Pool: Any) -> None:
    """A handler that tidies up when it is cancelled has done so before the block is left."""

    def begin(loop: Loop) -> tuple[Day, Any]:
        day = Day(loop, cleanup=0.25)

        async def block() -> None:
            async with enter(day, Pool, workers=2, bound=2) as shop:
                for id in "ABC":
                    await shop.submit(id)

        return day, block()

    _cancel_everywhere(Pool, begin, allow=0.25)


@pool.fault
def cancelled_after_an_error(Pool: Any) -> None:
    """So it is when an event has failed before."""

    def begin(loop: Loop) -> tuple[Day, Any]:
        day = Day(loop, fails="A")

        async def block() -> None:
            async with enter(day, Pool, workers=1, bound=1) as shop:
                for id in "ABCD":
                    await shop.submit(id)

        return day, block()

    _cancel_everywhere(Pool, begin)


def _cancel_everywhere(
    Pool: Any, begin: Callable[[Loop], tuple[Day, Any]], *, allow: float = 0
) -> None:
    """Play it once for each turn of the loop, and cancel the block at that turn."""
    turn, mark = 1, len(telling.now.steps)
    while True:
        turn += 1
        del telling.now.steps[mark:]
        cancelled: list[float] = []

        async def scene(loop: Loop, turn: int = turn, cancelled: list[float] = cancelled) -> Day:
            day, block = begin(loop)
            task = asyncio.ensure_future(block)

            def look(now: int) -> None:
                if now == turn and not task.done() and day.left is None:
                    cancelled.append(loop.time())
                    at(loop, "the block is cancelled")
                    task.cancel()

            loop.cancel_at = look
            await asyncio.wait([task])
            _outcome(day, task, cancelled)
            if cancelled:
                ended = list(day.ended)
                await settle()
                if left := others():
                    raise Failure("no task is left", f"{len(left)} left", m.LEAVES_TASKS)
                await asyncio.sleep(LONG)
                if late := day.ended[len(ended) :]:
                    raise Failure("nothing is handled later", f"{text(late)} was", m.LEAVES_TASKS)
            return day

        day = play_day(Pool, scene=scene, died=m.SWALLOWS_CANCEL)
        if not cancelled:
            return  # it had ended before
        if day.left is not None and day.left > cancelled[0] + allow:
            found = f"it was left {day.left - cancelled[0]:g} s later"
            raise Failure("it is left at once", found, m.DRAINS_CANCELLED)


def _outcome(day: Day, task: "asyncio.Future[None]", cancelled: list[float]) -> None:
    """Demand that a block that was cancelled ends by that, and no other in another way."""
    if task.cancelled():
        return
    error = task.exception()
    if isinstance(error, Failure):
        raise error
    if error and stub_in(error):
        raise error
    if cancelled:
        if day.left is not None and day.left > cancelled[0]:
            found = f"it went on for {day.left - cancelled[0]:g} s"
            raise Failure("the CancelledError comes out at once", found, m.SWALLOWS_CANCEL)
        found = describe(error) if error else "it ended as if nothing had happened"
        raise Failure("the CancelledError comes out", found, m.SWALLOWS_CANCEL)
