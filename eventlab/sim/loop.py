"""A loop for `async` consumers in virtual time: a sleep ends at once, in the order of the times.

Guarantee: the tasks take turns in one order, the same in each run. What waits for something that
can never come is told so instead of hanging.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any


class _Jump:
    """Stands where a loop waits for the network: it moves the time on instead."""

    def __init__(self, loop: "VirtualLoop") -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise RuntimeError(
                "the consumer waits for something that nobody is going to do: every one of its "
                "tasks is waiting, and none of them for a time"
            )
        self._loop.advance(timeout)
        return []


class VirtualLoop(asyncio.BaseEventLoop):
    """An event loop without a network.

    Args:
        advance: called with the seconds that pass while every task sleeps.
    """

    def __init__(self, advance: Callable[[float], None] = lambda seconds: None) -> None:
        super().__init__()
        self._selector = _Jump(self)
        self._passed = 0.0
        self._told = advance
        self.set_exception_handler(lambda loop, context: None)  # of a dead process nobody hears

    def time(self) -> float:
        """Return the virtual seconds since the loop was made."""
        return self._passed

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._passed += seconds
        self._told(seconds)

    def complete(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Run the coroutine to its end, also where another loop is running, as in a notebook."""
        if asyncio._get_running_loop() is None:
            return self.run_until_complete(work)
        outcome: list[Any] = []

        def run() -> None:
            try:
                outcome.extend([self.run_until_complete(work), None])
            except BaseException as error:
                outcome.extend([None, error])

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        result, error = outcome
        if error is not None:
            raise error
        return result

    def finish(self, *, cancel: bool) -> None:
        """Let the tasks that are left come to their end, or cancel them, and close the loop."""
        tasks = asyncio.all_tasks(self)
        for task in tasks if cancel else ():
            task.cancel()
        if tasks:
            self.complete(_all(tasks))
        self.close()

    def _process_events(self, event_list: Any) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody has to be woken: the loop never sleeps."""


async def _all(tasks: set["asyncio.Task[Any]"]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)
