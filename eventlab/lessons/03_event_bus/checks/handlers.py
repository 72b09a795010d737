"""The handlers of a scene: they have names, write down what they hear, and do as they are told."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from eventlab.course.telling import show

if TYPE_CHECKING:
    from .scene import Scene

HASHES = (2, 3, 1)  # a set of three handlers is walked in an order that no list would have


class OutOfPaper(Exception):
    """What mail raises."""


class Declined(Exception):
    """What a payment raises."""


class Interrupt(BaseException):
    """Stands for Ctrl-C, which is no failure of a handler."""


class Does(NamedTuple):
    """What a handler does after it has written down what it heard."""

    words: str
    run: Callable[["Handler"], Any]


def raises(error: BaseException) -> Does:
    """The handler raises `error`."""

    def run(handler: "Handler") -> None:
        handler.scene.raised.append((handler.__name__, error))
        raise error

    return Does(f"raises {type(error).__name__}", run)


def publishes(*types: str) -> Does:
    """The handler publishes an event of each type."""
    words = "publishes " + " and ".join(types)
    return Does(words, lambda handler: [handler.scene.hand_over(type) for type in types])


def cancels(bond: str) -> Does:
    """The handler cancels the subscription of that name."""
    return Does(f"calls {bond}.cancel()", lambda handler: handler.scene.bonds[bond].cancel())


def subscribes(type: str, name: str) -> Does:
    """The handler subscribes the handler of that name."""

    def run(handler: "Handler") -> None:
        handler.scene.bus.subscribe(type, handler.scene.handler(name))

    return Does(f"subscribes {name}", run)


def returns(value: object) -> Does:
    """The handler returns `value`."""
    return Does(f"returns {value!r}", lambda handler: value)


class Handler:
    """A handler with a name, which writes down what it hears."""

    def __init__(self, name: str, scene: "Scene", does: tuple[Does, ...]) -> None:
        self.__name__ = self.__qualname__ = name
        self.scene, self.does = scene, does
        self._hash = HASHES[len(scene.handlers) % 3]

    def __call__(self, *given: Any) -> Any:
        """Write down what was heard. Only the very event that was published counts as heard."""
        known = len(given) == 1 and any(given[0] is event for event in self.scene.published)
        self.scene.other |= not known
        heard = given[0].type if known else f"({', '.join(map(show, given))})"
        self.scene.heard.append(f"{self.__name__} {heard}")
        return [does.run(self) for does in self.does][-1] if self.does else None

    def __hash__(self) -> int:
        return self._hash


def comment(name: str, does: tuple[Does, ...], another: bool) -> str:
    """Say behind a call what the handler does, if that is more than to listen."""
    words = [f"another {name}"] if another else [name] if does else []
    words += [" then ".join(what.words for what in does)] if does else []
    return f"   # {' '.join(words)}" if words else ""
