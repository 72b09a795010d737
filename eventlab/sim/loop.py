"""What an `async` consumer runs on: a loop in virtual time, where a sleep ends at once.

Guarantee: the tasks take turns in one order, the same in each run. What waits for something that
can never come is told so instead of hanging. What a task does is put down to the event that it
was made for, also while a later one is handled.
"""

import asyncio
import inspect
import threading
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eventlab.sim.life import Life
    from eventlab.sim.network import Message

_MESSAGE: "ContextVar[Message | None]" = ContextVar("message", default=None)


class _Jump:
    """Stands where a loop waits for the network: it moves the time on instead."""

    def __init__(self, loop: "VirtualLoop") -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise RuntimeError("the consumer waits for what nobody does")
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
            except BaseException as error:  # raised again where the consumer was called
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
        for give_up in [True] if cancel else [False, True]:
            tasks = asyncio.all_tasks(self)
            for task in tasks if give_up else ():
                task.cancel()
            try:
                self.complete(_all(tasks))
            except RuntimeError:  # they wait for ever
                continue
            break
        self.close()

    def _process_events(self, event_list: Any) -> None:
        """There are none."""

    def _write_to_self(self) -> None:
        """Nobody has to be woken: the loop never sleeps."""


async def _all(tasks: set["asyncio.Task[Any]"]) -> None:
    await asyncio.gather(*tasks, return_exceptions=True)


class Tasks:
    """The async side of a consumer's process: its loop, and what it has to await.

    Args:
        life: the process.
    """

    def __init__(self, life: "Life") -> None:
        self._life = life
        self._loop = VirtualLoop(life.world.clock.advance)
        self._made: list[tuple[str, Coroutine[Any, Any, Any]]] = []

    def complete(self, call: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Run what the call returns to its end."""
        _MESSAGE.set(self._life.message)
        try:
            return self._loop.complete(call(*args, **named))
        except asyncio.CancelledError:
            raise RuntimeError("the consumer has cancelled itself") from None

    def later(self, name: str, do: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Return something to await, which then does it."""
        self._made.append((name, work := self._do(do, *args, **named)))
        return work

    def take(self, do: Callable[..., Any], *args: Any) -> Any:
        """Return something to await, which then takes from the queue."""
        self._made.append(("queue.get", work := self._take(do, *args)))
        return work

    async def _do(self, do: Callable[..., Any], *args: Any, **named: Any) -> Any:
        await asyncio.sleep(0)  # as with a real call, others go on meanwhile
        life = self._life
        present, life.message = life.message, _MESSAGE.get() or life.message
        try:
            return do(*args, **named)
        finally:
            life.message = present

    async def _take(self, do: Callable[..., Any], *args: Any) -> Any:
        await asyncio.sleep(0)
        taken = do(*args)
        _MESSAGE.set(self._life.message)
        return taken

    def forgotten(self) -> list[str]:
        """Name what nobody has awaited since this was asked last, and give it up."""
        made, self._made = self._made, []
        if any(_is_untouched(work) for _, work in made):
            self._loop.complete(asyncio.sleep(0))  # tasks that were made may begin
        left = [(name, work) for name, work in made if _is_untouched(work)]
        for _, work in left:
            work.close()
        return [name for name, _ in left]

    def close(self) -> None:
        """Stop."""
        for _, work in self._made:
            if _is_untouched(work):
                work.close()
        self._loop.finish(cancel=self._life.dead)


def _is_untouched(work: Coroutine[Any, Any, Any]) -> bool:
    return inspect.getcoroutinestate(work) == inspect.CORO_CREATED
