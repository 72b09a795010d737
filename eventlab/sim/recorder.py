"""Recorder: makes a trace of what really ran when events met handlers.

Guarantee: every step was recorded in the moment it happened, by a wrapper around the real call.
The wrapped handler gets the same event, returns the same result and raises the same error.
"""

import functools
import inspect
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator
from typing import Any

from eventlab.sim.trace import Kind, Step, Trace

Call = Callable[..., Any]


def watch(bus: Any, *, publisher: str = "publisher", name: str = "bus") -> "Recorder":
    """Record what happens on `bus` from now on. Watch first, subscribe afterwards.

    Args:
        bus: an object with `subscribe(type, handler)` and `publish(event)`; only this one object
            is watched, its class stays as it is.
        publisher: what to call the lane of who publishes outside any handler.
        name: what to call the lane of the bus.

    Raises:
        ValueError: the bus has handlers already; what they do would be missing in the trace.
    """
    for early in _callables(vars(bus)):
        who = _name(early)
        raise ValueError(f"{who} has subscribed already: call watch(bus) first, then subscribe")
    recorder = Recorder(publisher=publisher, bus=name)
    subscribe = bus.subscribe

    @functools.wraps(subscribe)
    def subscribe_watched(type: str, handler: Call, *args: Any, **named: Any) -> Any:
        return subscribe(type, recorder.handler(handler), *args, **named)

    bus.subscribe, bus.publish = subscribe_watched, recorder.publisher(bus.publish)
    return recorder


class Recorder:
    """Collects steps from the handlers and the `publish` that it wraps.

    Safe with many threads: the steps of all are in one order, that in which they were recorded.

    Args:
        publisher: the lane of who publishes outside any handler.
        bus: the lane of what calls the handlers.
    """

    def __init__(self, *, publisher: str = "publisher", bus: str = "bus") -> None:
        self._publisher, self._bus = publisher, bus
        self._handlers: dict[str, Call] = {}
        self._here = _Here()
        self._lock = threading.Lock()
        self.clear()

    @property
    def trace(self) -> Trace:
        """What has happened so far."""
        with self._lock:
            lanes = (self._publisher, self._bus, *self._handlers)
            return Trace(lanes, tuple(self._steps))

    def clear(self) -> None:
        """Forget the steps and start again at time 0; the handlers stay."""
        self._steps: list[Step] = []
        self._labels: dict[object, str] = {}
        self._types: Counter[str] = Counter()
        self._seen: list[object] = []  # kept alive, so that no other event gets the same id()

    def handler(self, call: Call, name: str | None = None) -> Call:
        """Wrap a handler: its calls and what it raises are recorded in a lane of its own.

        An `async def` is returned as it is, for the bus to refuse.
        """
        if inspect.iscoroutinefunction(call) or not callable(call):
            return call
        return _Watched(self, call, self._lane(call, name or _name(call)))

    def publisher(self, publish: Call) -> Call:
        """Wrap a `publish(event)`: what goes in is recorded, and whether it returns or raises."""

        @functools.wraps(publish)
        def publish_watched(event: Any, *args: Any, **named: Any) -> Any:
            here = self._here.stack
            if here and here[-1] == self._bus:  # the bus calls its own method: nobody publishes
                return publish(event, *args, **named)
            who = here[-1] if here else self._publisher
            self._add("send", who, self._bus, self._label(event))
            result = self._inside(self._bus, who, publish, event, *args, **named)
            if not here:
                self._add("return", self._bus, who)
            return result

        return publish_watched

    def _call(self, lane: str, call: Call, event: Any, *args: Any, **named: Any) -> Any:
        self._add("deliver", self._bus, lane, self._label(event))
        return self._inside(lane, self._bus, call, event, *args, **named)

    def _inside(self, lane: str, caller: str, call: Call, *args: Any, **named: Any) -> Any:
        self._here.stack.append(lane)
        try:
            return call(*args, **named)
        except BaseException as error:
            self._add("error", lane, caller, _describe(error))
            raise
        finally:
            self._here.stack.pop()

    def _add(self, kind: Kind, source: str, target: str, label: str = "") -> None:
        with self._lock:
            self._steps.append(Step(len(self._steps), kind, source, target, label))

    def _lane(self, call: Call, name: str) -> str:
        """Find the handler's lane, or a new name: two handlers may be called the same."""
        with self._lock:
            taken, number = name, 1
            while self._handlers.get(taken, call) != call or taken in (self._publisher, self._bus):
                number += 1
                taken = f"{name} {number}"
            self._handlers[taken] = call
            return taken

    def _label(self, event: Any) -> str:
        """Name an event by its type; the second one of a type is "OrderPlaced 2"."""
        key = getattr(event, "id", None) or id(event)
        with self._lock:
            if key not in self._labels:
                self._seen.append(event)
                type = event.get("type") if isinstance(event, dict) else None
                type = str(getattr(event, "type", None) or type or event)
                self._types[type] += 1
                number = self._types[type]
                self._labels[key] = type if number == 1 else f"{type} {number}"
            return self._labels[key]


class _Watched:
    """A handler that is recorded. It equals the handler itself, so that it can be found again."""

    def __init__(self, recorder: Recorder, call: Call, lane: str) -> None:
        functools.update_wrapper(self, call, updated=())
        self._recorder, self._wrapped, self._lane = recorder, call, lane

    def __call__(self, event: Any, *args: Any, **named: Any) -> Any:
        return self._recorder._call(self._lane, self._wrapped, event, *args, **named)

    def __eq__(self, other: object) -> bool:
        return self._wrapped == (other._wrapped if isinstance(other, _Watched) else other)

    def __hash__(self) -> int:
        return hash(self._wrapped)


class _Here(threading.local):
    """Which lanes this thread is inside of, the innermost last."""

    def __init__(self) -> None:
        self.stack: list[str] = []


def _callables(value: Any, depth: int = 4) -> Iterator[Call]:
    """Find the callables in containers; an attribute that is one itself is no subscriber."""
    items = value.values() if isinstance(value, dict) else value
    for item in items:
        if isinstance(item, (dict, list, tuple, set, frozenset, deque)) and depth:
            yield from _callables(item, depth - 1)
        elif callable(item) and depth < 4:
            yield item


def _name(call: Call) -> str:
    if isinstance(call, functools.partial):
        return _name(call.func)
    name = getattr(call, "__qualname__", None) or type(call).__name__
    return name.rpartition("<locals>.")[2].replace("<lambda>", "lambda")


def _describe(error: BaseException) -> str:
    if isinstance(error, BaseExceptionGroup):
        kinds = ", ".join(type(inner).__name__ for inner in error.exceptions)
        return f"{type(error).__name__} ({kinds})"
    text = str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
