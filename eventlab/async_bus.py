"""AsyncBus: the bus, awaited. Its handlers work side by side, and a slow one holds up no other.

Guarantee: every handler of an event's type is called, and sees its own events one at a time, in
the order of publishing. `publish` returns when its event, and what that caused, is handled;
`emit` returns when the event is accepted, and waits while the bus is full; leaving `async with`
waits until all is handled. No event and no error is lost on the way, whoever is cancelled. It
lives in the memory of one process and in one event loop, whose tasks all stand still while one of
them computes: asynchronous is neither durable nor faster by itself.
"""

import asyncio
import inspect
from collections.abc import Callable
from types import TracebackType
from typing import Self

from eventlab.bus import Handler, Subscription, name_of, summary
from eventlab.event import Event
from eventlab.mailbox import Failure, Flight, Mailroom


class AsyncBus:
    """An asynchronous event bus, for one thread, and for one event loop at a time.

    Inside a handler `publish` and `emit` only enqueue, whatever the bound: else it could wait for
    itself. Inside is also each task that the handler started, until the handler returns. Handlers
    are held by strong references: a lambda stays.

    Args:
        bound: how many emitted events the bus holds before `emit` waits. An event counts until
            it, and what it caused, is handled. Two buses whose handlers emit to each other can
            fill each other, and then wait for ever: let what feeds itself be one bus.

    Raises:
        ValueError: the bound is below 1.
    """

    def __init__(self, *, bound: int = 1000) -> None:
        if bound < 1:
            raise ValueError(f"a bus with room for {bound} events would wait for ever: 1 or more")
        self._bound = bound
        self._mailroom = Mailroom(self._land, self._resume)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting = 0  # publishers and emitters
        self._flying = 0  # flights that have not landed
        self._all_landed: asyncio.Future[None] | None = None
        self._room: asyncio.Semaphore | None = None  # there is some while the bus is open
        self._failures: list[Failure] | None = None  # kept while somebody will raise them

    def subscribe(self, type: str, handler: Handler) -> Subscription:
        """Call `handler(event)` for each event of `type` that is published from now on.

        Args:
            type: an event type, or "*" for every event.
            handler: an `async def`, or any callable that takes the event. What it returns is
                awaited if it can be. A plain function that blocks, blocks the whole loop.

        Raises:
            TypeError: the handler cannot be called, or is a generator, which would never run.
            ValueError: the type is empty.
        """
        if not callable(handler):
            raise TypeError(f"the handler for {type!r} cannot be called: {handler!r}")
        if inspect.isasyncgenfunction(handler) or inspect.isgeneratorfunction(handler):
            raise TypeError(f"{name_of(handler)} has a `yield`: calling it would run nothing")
        return self._mailroom.subscribe(type, handler)

    def on(self, type: str) -> Callable[[Handler], Handler]:
        """Subscribe the function below: `@bus.on("OrderPlaced")`. It stays what it was."""

        def subscribe(handler: Handler) -> Handler:
            self.subscribe(type, handler)
            return handler

        return subscribe

    async def publish(self, event: Event) -> None:
        """Deliver `event`, and return when it, and what its handlers publish, is handled.

        Inside a handler it only enqueues. Cancelling the wait does not cancel the delivery.

        Raises:
            ExceptionGroup: what the handlers raised, after every handler has ended; its message
                names each that failed. One that was cancelled counts as failed. Behind a wait
                that was cancelled the end of `async with` raises it; outside of one the event
                loop's exception handler gets it.
            BaseException: what a handler raised that is no Exception comes out at once, as it is.
            RuntimeError: the bus is at work in another event loop.
        """
        if inside := self._flight_here():
            self._mailroom.post(event, inside)
            return
        landing: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        flight = self._take_off(landing)
        try:
            try:
                self._mailroom.post(event, flight)
            finally:
                flight.settle()
            await landing
            if flight.interruption:
                raise flight.interruption
        except BaseException:
            flight.waiter = None
            if not flight.under_way:
                self._report(flight.failures)
            raise
        finally:
            self._waiting -= 1
        if flight.failures:
            raise _group(flight.failures)

    async def emit(self, event: Event) -> None:
        """Accept `event` and return; wait for room before that if the bus is full.

        Inside a handler it only enqueues. If the wait is cancelled, the event was not accepted.

        Raises:
            RuntimeError: nobody would wait for the event: the bus is not inside `async with`, or
                this was left by cancellation. Or the bus is at work in another event loop.
        """
        if inside := self._flight_here():
            self._mailroom.post(event, inside)
            return
        room = self._room
        if room is None:
            raise RuntimeError("emit goes inside `async with bus:`, whose end waits for its events")
        flight = self._take_off(None)
        try:
            await room.acquire()
            flight.room = room
            if self._room is not room:
                raise RuntimeError(f"the bus was left before it had room for {event!r}")
            self._mailroom.post(event, flight)
        finally:
            self._waiting -= 1
            flight.settle()

    async def __aenter__(self) -> Self:
        if self._flight_here() or self._room:
            raise RuntimeError("the bus is open already: one `async with` at a time")
        self._room, self._failures = asyncio.Semaphore(self._bound), []
        self._resume()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait until everything is handled, then raise what nobody else did, as ExceptionGroup.

        If the block raised an Exception and handlers failed too, the group holds both. If it was
        cancelled, or is cancelled now, so are the handlers at work; what is in the mailboxes
        stays there, and the next `publish` or `async with` delivers it first.
        """
        if error is not None and not isinstance(error, Exception):
            await self._stop(error)
            return
        try:
            await self._drain()
        except BaseException as interruption:
            await self._stop(interruption)
            raise
        if failures := self._close():
            raise _group(failures, error)

    async def _drain(self) -> None:
        await asyncio.sleep(0)  # tasks that are about to publish get their turn
        while self._flying:
            self._all_landed = asyncio.get_running_loop().create_future()
            await self._all_landed

    async def _stop(self, interruption: BaseException) -> None:
        self._room = None
        try:
            await self._mailroom.cancel()
        finally:
            if failures := self._close():
                interruption.add_note(f"when the bus was left, {summary(failures)}")

    def _close(self) -> list[Failure]:
        failures, self._failures, self._room = self._failures or [], None, None
        return failures

    def _resume(self) -> None:
        if self._waiting or self._room:  # else nobody is there, as when the loop is shutting down
            self._mailroom.resume()

    def _flight_here(self) -> Flight | None:
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            if self._mailroom.tasks or self._room:
                raise RuntimeError("this bus is at work in another event loop: make one for each")
            self._loop = loop
        return self._mailroom.flight_here()

    def _take_off(self, waiter: "asyncio.Future[None] | None") -> Flight:
        self._flying += 1
        self._waiting += 1
        if self._mailroom.halted:
            self._mailroom.resume()
        return Flight(self._mailroom, waiter)

    def _land(self, flight: Flight) -> None:
        self._flying -= 1
        if flight.room:
            flight.room.release()  # before the end is told: who waits for room comes in first
        if flight.waiter is None:
            self._report(flight.failures)
        if not self._flying and self._all_landed and not self._all_landed.done():
            self._all_landed.set_result(None)

    def _report(self, failures: list[Failure]) -> None:
        if self._failures is not None:
            self._failures += failures
        elif failures:
            loop = asyncio.get_running_loop()
            loop.call_exception_handler(
                {"message": summary(failures), "exception": _group(failures)}
            )


def _group(
    failures: list[Failure], block: BaseException | None = None
) -> BaseExceptionGroup[BaseException]:
    """Bundle what handlers raised, behind what the block raised: an ExceptionGroup if it can be."""
    errors = [error for _, _, error in failures]
    if block is None:
        return BaseExceptionGroup(summary(failures), errors)
    return BaseExceptionGroup(f"the block failed, and {summary(failures)}", [block, *errors])
