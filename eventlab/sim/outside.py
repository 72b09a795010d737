"""What lies outside a consumer's process and survives it: a database, mail, payments.

A scenario offers each of these by a name, as a function that makes it anew for each run. The
consumer gets it through a proxy that stands at every call to it, before and after. Any object
will do. If it has `effects()`, that is asked what effects there are; otherwise each call is one.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

Make = Callable[[], Any]


class Guard(Protocol):
    """A consumer's process, as its proxies see it: the place where it may die."""

    dead: bool

    def call(self, name: str, lane: str, do: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Do it, unless a fault is due before or after, or the process is dead."""
        ...

    def ask(self, name: str, lane: str, do: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Do the same; for an async consumer, when it awaits what this returns."""
        ...

    def changed(self, lane: str, method: str, args: tuple[Any, ...] = ()) -> None:
        """Take note that a call with these arguments has changed what outlives the process."""
        ...


class Service:
    """A service that does what it is asked, and of which we only want to know that it was.

    Args:
        methods: the names of what it can do.
    """

    def __init__(self, *methods: str) -> None:
        for method in methods:
            setattr(self, method, _done)


def _done(*_: Any, **__: Any) -> None:
    """Do it; the proxy has taken note."""


def service(*methods: str) -> Make:
    """Offer a `Service` with these methods; it keeps no state, so one serves all runs."""
    return partial(_the_same, Service(*methods))


def _the_same(thing: Any) -> Any:
    return thing


class Proxy:
    """Stands for an object of the outside: every call to it goes by the consumer's guard."""

    def __init__(self, guard: Guard, name: str, thing: Any) -> None:
        self.__dict__.update(_guard=guard, _name=name, _thing=thing)

    def __getattr__(self, method: str) -> Any:
        found = getattr(self._thing, method)
        if not callable(found) or method == "effects":
            return found
        guard, lane = self._guard, self._name

        def do(*args: Any, **named: Any) -> Any:
            result = found(*args, **named)
            guard.changed(lane, method, args)
            return result

        name = lane if method == "__call__" else f"{lane}.{method}"
        call = partial(guard.ask, name, lane, do)
        self.__dict__[method] = call  # the next time there is nothing to look up
        return call

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Call what it stands for, if that is a function."""
        return self.__getattr__("__call__")(*args, **named)
