"""What is tried on `Pool` while nothing goes wrong around it: workers, bound, errors, end."""

import asyncio
from typing import Any

from eventlab.course import telling
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.shapes import is_class
from eventlab.course.telling import describe, leaves

from . import mistakes as m
from .pool_scene import Day, Shop, enter, play_day
from .scene import Loop, OutOfStock, paid, settle, text

pool = Task("04-pool", "Pool")
HOUR = 3600.0  # virtual seconds
METHODS = "async submit(event)", "async __aenter__()", "async __aexit__(kind, error, trace)"


@pool.shape
def a_class(Pool: Any) -> None:
    """You hand in a class with submit, __aenter__ and __aexit__."""
    is_class(Pool, "Pool")
    for method in METHODS:
        name = method.removeprefix("async ").partition("(")[0]
        if not hasattr(Pool, name):
            look = "its spelling; and run the cells below `class Pool` again."
            raise Failure(f"Pool has the method {name}", "it has no such method", look=look)
    is_class(Pool, "Pool", *METHODS)


@pool.behaviour
def handled(Pool: Any) -> None:
    """What is submitted is handled, in order, before the block has ended."""
    day = play_day(Pool, "B A C", workers=1, bound=3, seconds=HOUR)
    day.expect_all("A B C")
    if day.began != ["B", "A", "C"]:
        known = m.LATEST_FIRST if day.began[-1] == "B" else m.OTHER_ORDER
        raise Failure("B A C begin in this order", f"{text(day.began)}", known)


@pool.behaviour
def at_a_time(Pool: Any) -> None:
    """With two workers two events are in hand at a time, and never more."""
    day = play_day(Pool, "A B C D", workers=2, bound=4)
    day.expect_all("A B C D")
    if day.most != 2:
        known = m.TASK_EACH
        if day.most < 2:  # all were accepted at once, unless submit waited for the handler
            known = m.SUBMIT_HANDLES if any(day.accepted.values()) else m.ONE_WORKER
        raise Failure("two in hand at a time", f"up to {day.most} at a time", known)


@pool.behaviour
def free_workers_go_on(Pool: Any) -> None:
    """A worker that is free takes the next event, also while another is still busy."""
    day = play_day(Pool, "A B C D", workers=2, bound=4, slow="A")
    day.expect_all("A B C D")
    if day.ended != ["B", "C", "D", "A"]:
        found = f"they end in the order {text(day.ended)}"
        raise Failure("B C D end while A, who takes 10 s, is in hand", found, m.SLOWEST)


@pool.edge
def any_size(Pool: Any) -> None:
    """So it is with one worker, with five, and with one place."""
    if (most := play_day(Pool, "A B", workers=1, bound=2).most) != 1:
        raise Failure("one in hand at a time", f"up to {most} at a time", m.FIXED)
    day = play_day(Pool, "A B C D E F G H", workers=5, bound=1)
    day.expect_all("A B C D E F G H")
    if day.most != 5:
        raise Failure("five in hand at a time", f"up to {day.most} at a time", m.FIXED)
    if not 1 <= (late := day.accepted["H"]) < 2:  # A to E in hand, F waits, then G
        raise Failure("H is accepted at 1 s", f"it was accepted at {late:g} s", m.FIXED)


@pool.edge
def the_same_again(Pool: Any) -> None:
    """An event that is submitted twice is handled twice."""
    day = play_day(Pool, "A A B", workers=2, bound=2, died=m.DROPS_EQUAL)
    day.expect_all("A A B", m.DROPS_EQUAL)


@pool.edge
def nothing_to_do(Pool: Any) -> None:
    """The block ends also if there was nothing to do, or less than there are workers."""
    play_day(Pool, "", workers=3, bound=1).expect_all("")
    play_day(Pool, "A", workers=3, bound=1).expect_all("A")


@pool.edge
def all_errors(Pool: Any) -> None:
    """All errors come out, in one flat group, also when more fail than there are workers."""
    day = play_day(Pool, "A B C D", workers=2, bound=1, fails="ABD", died=m.WORKER_DIES)
    day.expect_all("A B C D", errors_are_fine=True)
    _errors(day, "ABD")


@pool.edge
def values_mean_nothing(Pool: Any) -> None:
    """What the handler returns decides nothing."""
    for value in (False, True, None, ValueError("a value, not an error")):
        mark = len(telling.now.steps)
        day = play_day(Pool, "A B", workers=1, bound=2, value=value, died=m.STOPS_AT_A_VALUE)
        if day.error:
            raise Failure("no error", describe(day.error), m.STOPS_AT_A_VALUE) from day.error
        day.expect_all("A B", m.STOPS_AT_A_VALUE)
        del telling.now.steps[mark:]


@pool.edge
def two_pools(Pool: Any) -> None:
    """Two pools have nothing in common."""

    async def scene(loop: Loop) -> tuple[Day, Day]:
        one, other = Day(loop), Day(loop, seconds=3)
        first, second = Shop(one, Pool, 1, 2), Shop(other, Pool, 1, 2)
        async with first.pool as a, second.pool as b:
            for id in "AB":
                await a.submit(paid(id))
                await b.submit(paid(id.lower()))
        return one, other

    failed = play_day(Pool, "A", fails="A", died=m.SHARED)
    if failed.error and (again := play_day(Pool, "B", died=m.SHARED)).error:
        raise Failure("no error of the second", describe(again.error), m.SHARED)
    one, other = play_day(Pool, scene=scene, died=m.SHARED)
    found = f"{text(sorted(one.ended))} in the one, {text(sorted(other.ended))} in the other"
    if (sorted(one.ended), sorted(other.ended)) != (["A", "B"], ["a", "b"]):
        raise Failure("A B in the one, a b in the other", found, m.SHARED)


@pool.edge
def any_error(Pool: Any) -> None:
    """The handler may raise any kind of Exception."""
    for kind in (OSError, AssertionError, OutOfStock):
        mark = len(telling.now.steps)
        day = play_day(Pool, "A B", bound=2, fails="A", kind=kind, died=m.TOO_FEW)
        day.expect_all("A B", m.TOO_FEW, errors_are_fine=True)
        _errors(day, "A")
        del telling.now.steps[mark:]


@pool.edge
def errors_alike(Pool: Any) -> None:
    """Two errors that say the same are two."""
    day = play_day(Pool, "A B A", fails="A")
    day.expect_all("A A B", errors_are_fine=True)
    if isinstance(day.error, BaseExceptionGroup) and len(day.error.exceptions) == 1:
        raise Failure("an error for each A that failed", "one for both", m.ERRORS_ALIKE)
    _errors(day, "AA")


@pool.behaviour
def bounded(Pool: Any) -> None:
    """When as many wait as the bound says, submit waits until there is room."""
    counts: list[int] = []

    async def scene(loop: Loop) -> Day:
        day = Day(loop, seconds=HOUR)
        async with enter(day, Pool, workers=2, bound=3) as shop:
            submitting = shop.submit_all("A B C D E F G H")
            for _ in range(2):
                await settle()
                counts.append(len(day.accepted))
                errors = [task.exception() for task in submitting.values() if task.done()]
                if error := next(filter(None, errors), None):
                    known = m.GIVES_UP if isinstance(error, TimeoutError) else m.REFUSES
                    raise Failure("submit waits", describe(error), known)
                await asyncio.sleep(1.5 * HOUR)
        return day

    day = play_day(Pool, scene=scene)
    day.expect_all("A B C D E F G H", m.DROPS_WHEN_FULL)
    first, then = counts
    if first != 5:
        known = {8: m.UNBOUNDED, 6: m.TOO_MANY, 7: m.TOO_MANY, 3: m.COUNTS_IN_HAND}.get(first)
        wanted = "5 of 8 are accepted at once: 2 in hand, 3 that wait"
        raise Failure(wanted, f"{first} are", known)
    if then != 7:
        known = m.TOO_MANY if then > 7 else None
        raise Failure("7 are accepted when 2 are handled", f"{then} are", known)


@pool.behaviour
def goes_on(Pool: Any) -> None:
    """If handling one event fails, the events behind it are handled all the same."""
    day = play_day(Pool, "A B C", workers=1, bound=3, fails="A", died=m.WORKER_DIES)
    day.expect_all("A B C", m.ERROR_STOPS, errors_are_fine=True)


@pool.behaviour
def errors_surface(Pool: Any) -> None:
    """What handling raises comes out at the end of the block, in an ExceptionGroup."""
    day = play_day(Pool, "A B", workers=1, bound=3, fails="A", died=m.WORKER_DIES)
    _errors(day, "A")


def _errors(day: Day, fails: str) -> None:
    wanted = f"an ExceptionGroup with the errors of {' '.join(fails)}"
    if day.error is None:
        raise Failure(wanted, "the block ended as if all had gone well", m.LOST)
    if not isinstance(day.error, BaseExceptionGroup):
        known = m.ONE_ERROR if isinstance(day.error, day.kind) else None
        raise Failure(wanted, describe(day.error), known) from day.error
    inside = list(leaves(day.error))
    if inside != list(day.error.exceptions):
        raise Failure(wanted, "there are groups in the group", m.NESTED)
    if sorted(map(str, inside)) != [f"{id} is no good" for id in fails]:
        raise Failure(wanted, f"a group of {', '.join(map(str, inside))}", m.LOST)
