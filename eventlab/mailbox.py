"""Mailboxes: each subscriber of an `AsyncBus` has a queue of its own, and a task that works it off.

Guarantee: a handler gets the events of its mailbox one at a time, in the order of posting, each in
a task of its own and in a copy of its publisher's context variables. Every delivery comes to an
end that its flight hears of, whether the handler returned, raised, or was cancelled before it
began. Between two events of one mailbox all others get their turn.
"""

import asyncio
import inspect
from collections import deque
from collections.abc import Callable
from contextvars import Context, ContextVar, copy_context
from functools import partial

from eventlab.bus import Bus, Handler, Subscription, name_of
from eventlab.event import Event

Failure = tuple[Event, Handler, BaseException]
Delivery = tuple["Mailbox", Event, "Flight"]

_present: ContextVar[Delivery | None] = ContextVar("the delivery handled here", default=None)


class Flight:
    """What one `publish` or `emit` sets off; it lands when all its deliveries are handled.

    Args:
        mailroom: where it is delivered.
        waiter: done when the flight has landed or was interrupted; None if nobody waits.
    """

    __slots__ = ("failures", "interruption", "mailroom", "outer", "room", "under_way", "waiter")

    def __init__(self, mailroom: "Mailroom", waiter: "asyncio.Future[None] | None") -> None:
        self.mailroom = mailroom
        self.waiter = waiter
        self.under_way = 1  # deliveries, and the publisher until it has posted
        self.failures: list[Failure] = []
        self.interruption: BaseException | None = None
        self.room: asyncio.Semaphore | None = None  # the place that it takes, if it was emitted
        self.outer = _present.get()  # what the publisher is handling, for another mailroom

    def settle(self) -> None:
        """Count one of those under way as ended; the last one lands the flight."""
        self.under_way -= 1
        if not self.under_way:
            self.wake()
            self.mailroom.on_landing(self)

    def fail(self, event: Event, handler: Handler, error: BaseException) -> None:
        """Keep the error; one that is no Exception interrupts the waiter, if there is one."""
        if isinstance(error, Exception) or self.waiter is None or self.waiter.done():
            self.failures.append((event, handler, error))
        else:
            self.interruption = error
            self.wake()

    def wake(self) -> None:
        """Let the waiter go on, if there is one that still waits."""
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_result(None)


class Mailroom:
    """The mailboxes of one bus, and the tasks at work on them.

    Args:
        on_landing: called with each flight that has landed.
        on_halt: called soon after a task was cancelled from outside; its mailbox stays as it is
            until the next event for it or `resume`.
    """

    def __init__(self, on_landing: Callable[[Flight], None], on_halt: Callable[[], None]) -> None:
        self._sorter = Bus()  # knows who hears what; its handlers are the mailboxes
        self.on_landing = on_landing
        self.on_halt = on_halt
        self.halted: list[Mailbox] = []
        self.tasks: dict[Mailbox, asyncio.Task[None]] = {}  # a loop by itself holds them weakly
        self.posting: Flight  # what the sorter is at work for

    def subscribe(self, type: str, handler: Handler) -> Subscription:
        """Give the handler a mailbox for the events of `type`."""
        return self._sorter.subscribe(type, Mailbox(self, handler))

    def post(self, event: Event, flight: Flight) -> None:
        """Put the event into the mailboxes of its type, in the order of subscription."""
        self.posting = flight
        self._sorter.publish(event)

    def flight_here(self) -> Flight | None:
        """Return the flight that the running handler is a part of, if it is one of this room.

        Inside a handler are the tasks that it started, until it returns; and, while it waits for
        another bus, the handlers of that one. A publisher there that waited would wait for itself.
        """
        delivery = _present.get()
        while delivery is not None:
            mailbox, _, flight = delivery
            if mailbox.in_hand is not delivery:  # left over from a handler that has returned
                return None
            if flight.mailroom is self:
                return flight
            delivery = flight.outer
        return None

    def resume(self) -> None:
        """Go on with the mailboxes whose task was cancelled from outside."""
        halted, self.halted = self.halted, []
        for mailbox in halted:
            mailbox.work()

    async def cancel(self) -> None:
        """Cancel the handlers at work and return when they have ended."""
        if tasks := list(self.tasks.values()):
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)


class Mailbox:
    """The events that wait for one handler, and the delivery that it has in hand."""

    __slots__ = ("_begin", "_handler", "_mailroom", "_waiting", "in_hand")

    def __init__(self, mailroom: Mailroom, handler: Handler) -> None:
        self._mailroom = mailroom
        self._handler = handler
        is_async = inspect.iscoroutinefunction(handler)
        self._begin = handler if is_async else partial(_call, handler)
        self.in_hand: Delivery | None = None
        self._waiting: deque[tuple[Delivery, Context]] = deque()

    def __repr__(self) -> str:
        return f"<mailbox of {name_of(self._handler)}>"

    def __call__(self, event: Event) -> None:
        """Take the event in; the handler gets it when it has ended with those before."""
        flight = self._mailroom.posting
        flight.under_way += 1
        if self.in_hand is None and not self._waiting:
            self._start((self, event, flight), copy_context())
        else:
            self._waiting.append(((self, event, flight), copy_context()))
            self.work()

    def work(self) -> None:
        """Start on the next event, if there is one and none is in hand."""
        if self._waiting and self.in_hand is None:
            self._start(*self._waiting.popleft())

    def _start(self, delivery: Delivery, context: Context) -> None:
        self.in_hand = delivery
        context.run(_present.set, delivery)
        try:
            coroutine = self._begin(delivery[1])
        except Exception as error:  # as when the handler takes no argument
            coroutine = _raise(error)
        task = asyncio.get_running_loop().create_task(coroutine, context=context)
        task.add_done_callback(self._handled)
        self._mailroom.tasks[self] = task

    def _handled(self, task: "asyncio.Task[None]") -> None:
        # A callback, since a task that is cancelled before its first step runs no `finally`.
        assert self.in_hand is not None
        _, event, flight = self.in_hand
        self.in_hand = None
        del self._mailroom.tasks[self]
        try:
            error = task.exception()
        except asyncio.CancelledError as cancelled:
            error = RuntimeError(f"{name_of(self._handler)} was cancelled")
            error.__cause__ = cancelled
        if error is not None:
            flight.fail(event, self._handler, error)
        if task.cancelling():
            self._mailroom.halted.append(self)
            task.get_loop().call_soon(self._mailroom.on_halt)
        elif self._waiting:
            self.work()
        flight.settle()


async def _call(handler: Handler, event: Event) -> None:
    outcome = handler(event)
    if inspect.isawaitable(outcome):
        await outcome


async def _raise(error: Exception) -> None:
    raise error
