"""Time as an argument: everything timed takes a clock, so that a test never waits.

`SystemClock` is the machine's. `VirtualClock` stands still until it is told to move: a lease of
thirty seconds runs out at once, the same way every time.
"""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import asyncio


_TURNS = 10  # of an event loop, for each moment of `advance_async`


class Clock(Protocol):
    """What a timed thing needs to know about time."""

    def now(self) -> float:
        """Return the time in seconds since 1970-01-01 UTC."""
        ...

    def wait(self, seconds: float) -> None:
        """Return after `seconds` have passed on this clock; at once if that is 0 or less."""
        ...

    async def wait_async(self, seconds: float) -> None:
        """Do as `wait` does, but let other tasks run meanwhile."""
        ...


class SystemClock:
    """The machine's own clock.

    Guarantee: all processes of one machine read the same time, so that one can judge whether
    another's lease has run out. A monotonic clock could not: it starts anew with the machine and
    may stand still while a laptop sleeps. The price: when the system's time is set, leases that
    are running get shorter or longer by as much.
    """

    def now(self) -> float:
        """Return the time in seconds since 1970-01-01 UTC."""
        return time.time()

    def wait(self, seconds: float) -> None:
        """Block this thread for `seconds`."""
        if seconds > 0:
            time.sleep(seconds)

    async def wait_async(self, seconds: float) -> None:
        """Suspend this task for `seconds`."""
        import asyncio

        await asyncio.sleep(seconds)


class VirtualClock:
    """A clock that moves only by `advance`.

    Guarantee: `now()` changes in no other way, and whoever waits is woken in the order of the
    times waited for, each seeing a `now()` of at least its own time. Safe with many threads.
    Time is kept to the nanosecond, so that ten times 0.1 seconds are one second.

    Args:
        start: the first `now()`, in seconds.
    """

    def __init__(self, start: float = 0.0) -> None:
        self._now = start
        self._changing = threading.Lock()
        self._sleepers: list[tuple[float, int, Callable[[], object]]] = []
        self._arrivals = itertools.count()  # ties are woken in the order of arrival

    def now(self) -> float:
        """Return the virtual time in seconds."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the time on and wake whoever waited for a moment that has come.

        Raises:
            ValueError: `seconds` is negative or NaN; time does not run backwards.
        """
        if not seconds >= 0:
            raise ValueError(f"time does not run backwards: advance({seconds})")
        with self._changing:
            self._now = self._in(seconds)
            due = sorted(entry for entry in self._sleepers if entry[0] <= self._now)
            self._sleepers = [entry for entry in self._sleepers if entry[0] > self._now]
        for _, _, wake in due:
            wake()

    async def advance_async(self, seconds: float) -> None:
        """Do as `advance` does, but stop at each moment that somebody waits for.

        There the tasks of this loop have some turns, so that who was woken goes on at its own time,
        and may wait again. One that awaits much else in between may go on too late.

        Raises:
            ValueError: `seconds` is negative or NaN.
        """
        import asyncio

        self.advance(min(seconds, 0.0))  # refuses what is no duration
        end = self._in(seconds)
        while True:
            for _ in range(_TURNS):
                await asyncio.sleep(0)
            with self._changing:
                next_moment = min((moment for moment, _, _ in self._sleepers), default=inf)
            self.advance(max(0.0, min(next_moment, end) - self._now))
            if next_moment > end:
                break

    @property
    def waiting(self) -> int:
        """How many threads and tasks wait on this clock right now."""
        return len(self._sleepers)

    def wait(self, seconds: float) -> None:
        """Block this thread until another one has moved the clock by `seconds`."""
        woken = threading.Event()
        with self._asleep(seconds, woken.set):
            woken.wait()

    async def wait_async(self, seconds: float) -> None:
        """Suspend this task until somebody has moved the clock by `seconds`."""
        import asyncio

        woken = asyncio.get_running_loop().create_future()
        with self._asleep(seconds, partial(_wake, woken)):
            await woken

    def _in(self, seconds: float) -> float:
        return round(self._now + seconds, 9)

    @contextmanager
    def _asleep(self, seconds: float, wake: Callable[[], object]) -> Iterator[None]:
        """Have `wake` called when the time has come; what was cancelled meanwhile is forgotten."""
        with self._changing:
            entry = (self._in(seconds), next(self._arrivals), wake)
            if seconds > 0:
                self._sleepers.append(entry)
            else:
                wake()
        try:
            yield
        finally:
            with self._changing:
                if entry in self._sleepers:
                    self._sleepers.remove(entry)


def _wake(future: "asyncio.Future[None]") -> None:
    """Finish `future` from any thread; a loop that was closed has nobody left to wake."""
    with suppress(RuntimeError):
        future.get_loop().call_soon_threadsafe(_finish, future)


def _finish(future: "asyncio.Future[None]") -> None:
    if not future.done():  # it may have been cancelled since
        future.set_result(None)
