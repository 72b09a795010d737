"""What lies outside a consumer's process and survives it: a database, mail, payments, a set.

A scenario offers each of these by a name, as a function that makes it anew for each run. The
consumer gets it through a proxy that stands at every call to it, before and after. Any object
will do. If it has `effects()`, that is asked what effects there are; otherwise each call is one.
A set, dict or list is storage that survives: what is done to it is no effect.
"""

import pickle
from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView
from copy import copy, deepcopy
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


STORES = (set, dict, list)


class Store:
    """Stands for a set, dict or list of the outside: every use of it goes by the guard.

    As with a disk, what goes in and comes out is a copy.
    """

    def __init__(self, guard: Guard, name: str, thing: Any) -> None:
        self._guard, self._name, self._thing = guard, name, thing

    def __getattr__(self, method: str) -> Any:
        return partial(self._use, method, getattr(self._thing, method))

    def __contains__(self, item: Any) -> bool:
        return bool(self._use("has", self._thing.__contains__, item))

    def __getitem__(self, key: Any) -> Any:
        return self._use("read", self._thing.__getitem__, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self._use("write", self._thing.__setitem__, key, value)

    def __delitem__(self, key: Any) -> None:
        self._use("delete", self._thing.__delitem__, key)

    def __ior__(self, other: Any) -> "Store":
        self._use("update", self._thing.__ior__, other)
        return self

    def __len__(self) -> int:
        return int(self._use("count", self._thing.__len__))

    def __iter__(self) -> Iterator[Any]:
        return iter(self._use("list", copy, self._thing))

    def _use(self, method: str, do: Callable[..., Any], *args: Any, **named: Any) -> Any:
        name = f"{self._name}.{method}"
        return self._guard.call(name, self._name, self._do, method, do, *args, **named)

    def _do(self, method: str, do: Callable[..., Any], *args: Any, **named: Any) -> Any:
        before = copy(self._thing)
        args, named = stored((args, named))
        result = do(*args, **named)
        if isinstance(result, (KeysView, ValuesView, ItemsView)):
            result = list(result)
        result = stored(result)
        if self._thing != before:
            self._guard.changed(self._name, method, args)
        return result


def stored(value: Any) -> Any:
    """Return a copy of what goes to a disk or comes from there."""
    try:
        return pickle.loads(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))  # noqa: S301  our own
    except Exception:  # of a class that cannot be found by its name, as those of a notebook
        return deepcopy(value)
