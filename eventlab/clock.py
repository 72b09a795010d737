"""Time as an argument: everything timed takes a clock, so that a test never waits.

`SystemClock` is the machine's. `VirtualClock` stands still until it is told to move: a lease of
thirty seconds runs out at once, the same way every time.
"""

import itertools
import threading
import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import asyncio


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

        await asyncio.sleep(max(seconds, 0))


class VirtualClock:
    """A clock that moves only by `advance`.

    Guarantee: `now()` changes in no other way, and whoever waits is woken in the order of the
    times waited for, each seeing a `now()` of at least its own time. Safe with many threads.

    Args:
        start: the first `now()`, in seconds.
    """

    def __init__(self, start: float = 0.0) -> None:
        self._now = start
        self._moved = threading.Condition()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._blocked = 0
        self._arrivals = itertools.count()  # ties are woken in the order of arrival

    def now(self) -> float:
        """Return the virtual time in seconds."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Move the time on and wake whoever waited for a moment that has come.

        Raises:
            ValueError: `seconds` is negative; time does not run backwards.
        """
        if seconds < 0:
            raise ValueError(f"time does not run backwards: advance({seconds})")
        with self._moved:
            self._now += seconds
            due = sorted(entry for entry in self._sleepers if entry[0] <= self._now)
            self._sleepers = [entry for entry in self._sleepers if entry[0] > self._now]
            self._moved.notify_all()
        for _, _, future in due:
            future.get_loop().call_soon_threadsafe(_wake, future)

    @property
    def waiting(self) -> int:
        """How many threads and tasks wait on this clock right now."""
        with self._moved:
            return self._blocked + len(self._sleepers)

    def wait(self, seconds: float) -> None:
        """Block this thread until another one has moved the clock by `seconds`."""
        with self._moved:
            until = self._now + seconds
            self._blocked += 1
            try:
                self._moved.wait_for(lambda: self._now >= until)
            finally:
                self._blocked -= 1

    async def wait_async(self, seconds: float) -> None:
        """Suspend this task until somebody has moved the clock by `seconds`."""
        import asyncio

        if seconds <= 0:
            await asyncio.sleep(0)
            return
        future = asyncio.get_running_loop().create_future()
        with self._moved:
            entry = (self._now + seconds, next(self._arrivals), future)
            self._sleepers.append(entry)
        try:
            await future
        finally:
            with self._moved:
                if entry in self._sleepers:  # cancelled before its time came
                    self._sleepers.remove(entry)


def _wake(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)
