"""Bus: publishers name an event, subscribers name a type, and neither knows the other.

Guarantee: every handler of an event's type is called, in the order of subscription, whatever the
others raise. No event is lost, doubled or recursed into: what a handler publishes is delivered
after the present event has reached all its handlers. Only Ctrl-C gives an event up, the one in
hand. All of it happens in the thread that publishes, before the outermost `publish` returns: a bus
is a function call with one more indirection, neither durable nor asynchronous.
"""

import inspect
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from eventlab.event import Event

Handler = Callable[[Event], Any]
Failure = tuple[Event, Handler, Exception]
EVERYTHING = "*"


@dataclass(frozen=True, slots=True, eq=False)
class Subscription:
    """The bond between a type and a handler; `cancel()` ends it."""

    type: str
    handler: Handler
    _bus: "Bus"

    def __repr__(self) -> str:
        return f"Subscription({self.type!r}, {name_of(self.handler)})"

    def cancel(self) -> None:
        """Stop hearing, from the next event on. Cancelling twice does no harm.

        For the event in hand the handler may still be called.
        """
        self._bus._forget(self)


class Bus:
    """A synchronous event bus.

    Several threads may publish at once. Each delivers what it publishes, so one handler may be
    called from several threads at a time. Handlers are held by strong references: a lambda stays.
    An event that nobody hears is dropped without a word; a listener to "*" sees them all.
    """

    def __init__(self) -> None:
        self._subscriptions: tuple[Subscription, ...] = ()
        self._routes: dict[str, tuple[Handler, ...]] = {}  # replaced, never changed
        self._everything: tuple[Handler, ...] = ()  # for types that nobody named
        self._changing = threading.Lock()
        self._turns = _Turns()
        self._interrupted: deque[Event] = deque()

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({len(self._subscriptions)} subscriptions)"

    def subscribe(self, type: str, handler: Handler) -> Subscription:
        """Call `handler(event)` for each event of `type`, from the next event on.

        Args:
            type: an event type, or "*" for every event.
            handler: a plain function or other callable that takes the event. Subscribing it
                twice means that it is called twice.

        Raises:
            TypeError: the handler cannot be called, is a generator, which would never run, or is
                an `async def`, which this bus could only forget to await: use `AsyncBus`. (A lambda
                that returns a coroutine cannot be told from others, and is forgotten.)
            ValueError: the type is empty.
        """
        _check(type, handler)
        subscription = Subscription(type, handler, self)
        with self._changing:
            self._subscriptions = (*self._subscriptions, subscription)
            self._reroute(type)
        return subscription

    def on(self, type: str) -> Callable[[Handler], Handler]:
        """Subscribe the function below: `@bus.on("OrderPlaced")`. It stays what it was."""

        def subscribe(handler: Handler) -> Handler:
            self.subscribe(type, handler)
            return handler

        return subscribe

    def publish(self, event: Event) -> None:
        """Deliver `event`, and what its handlers publish, and return when all are handled.

        Inside a handler it only enqueues and returns at once: the outermost `publish` delivers,
        and what the handlers raise comes out there.

        Raises:
            TypeError: this is no event; it has no type.
            ExceptionGroup: what the handlers raised, after every handler has run; its message
                names each handler that failed.
            BaseException: Ctrl-C and its like pass through at once. The event in hand is given
                up; those behind it stay queued, and the next `publish` of any thread delivers
                them first and raises their errors. What had failed before is in a note.
        """
        turn = self._turns.mine
        if turn.busy:
            _check_event(event)
            turn.pending.append(event)
            return
        failures: list[Failure] | None = None
        try:
            turn.busy = True
            if self._interrupted:
                event = self._queue_behind_interrupted(turn.pending, event)
            while True:
                for handler in self._routes.get(event.type, self._everything):
                    try:
                        handler(event)
                    except Exception as error:
                        failures = failures or []
                        failures.append((event, handler, error))
                if not turn.pending:
                    break
                event = turn.pending.popleft()
        except BaseException as interruption:
            self._interrupted.extend(turn.pending)
            turn.pending.clear()
            if failures:
                interruption.add_note(f"before that, {summary(failures)}")
            _check_event(event)  # only here: a check before every delivery would cost a tenth
            raise
        finally:
            turn.busy = False
        if failures:
            raise ExceptionGroup(summary(failures), [error for _, _, error in failures])

    def _queue_behind_interrupted(self, pending: deque[Event], event: Event) -> Event:
        with suppress(IndexError):  # it is empty, also when another thread took the last one
            while True:
                pending.append(self._interrupted.popleft())
        pending.append(event)
        return pending.popleft()

    def _forget(self, subscription: Subscription) -> None:
        with self._changing:
            self._subscriptions = tuple(s for s in self._subscriptions if s is not subscription)
            self._reroute(subscription.type)

    def _reroute(self, changed: str) -> None:
        """Work out anew who hears `changed`; a delivery under way keeps the route it began with."""
        subscribed = {s.type for s in self._subscriptions} - {EVERYTHING}
        routes = dict(self._routes)
        for type in subscribed if changed == EVERYTHING else subscribed & {changed}:
            routes[type] = self._route(type)
        if changed not in subscribed:
            routes.pop(changed, None)
        self._everything = self._route(EVERYTHING)
        self._routes = routes

    def _route(self, type: str) -> tuple[Handler, ...]:
        return tuple(s.handler for s in self._subscriptions if s.type in (type, EVERYTHING))


class _Turn:
    """What one thread is delivering: whether it is, and what waits behind the present event."""

    __slots__ = ("busy", "pending")

    def __init__(self) -> None:
        self.busy = False
        self.pending: deque[Event] = deque()


class _Turns(threading.local):
    def __init__(self) -> None:  # runs anew in each thread that publishes
        self.mine = _Turn()


def _check(type: str, handler: Handler) -> None:
    if not isinstance(type, str) or not type:
        raise ValueError(f"an event type is text such as 'OrderPlaced', or '*'; this is {type!r}")
    if not callable(handler):
        raise TypeError(f"the handler for {type!r} cannot be called: {handler!r}")
    if inspect.isgeneratorfunction(handler) or inspect.isasyncgenfunction(handler):
        raise TypeError(f"{name_of(handler)} has a `yield`: calling it would run nothing")
    if inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(
        getattr(handler, "__call__", None)  # noqa: B004  an object whose call is async
    ):
        raise TypeError(f"{name_of(handler)} is async, and Bus is not: subscribe it to an AsyncBus")


def _check_event(event: Event) -> None:
    if not hasattr(event, "type"):
        raise TypeError(f"publish takes an event, and this is none: {event!r}")


def summary(failures: Sequence[tuple[Event, Handler, BaseException]]) -> str:
    """Say how many handlers failed, and which on what."""
    named = ", ".join(f"{name_of(handler)} on {event.type}" for event, handler, _ in failures)
    return f"{len(failures)} handler{'s' if len(failures) > 1 else ''} failed: {named}"


def name_of(handler: Handler) -> str:
    """Return the name that a failure of the handler is reported under."""
    if isinstance(handler, partial):
        handler = handler.func
    return getattr(handler, "__qualname__", None) or type(handler).__qualname__
