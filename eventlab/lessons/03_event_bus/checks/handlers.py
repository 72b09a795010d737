"""The handlers of a scene: they have names, write down what they hear, and do as they are told."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from eventlab.course.telling import show
from eventlab.event import Event

if TYPE_CHECKING:
    from .scene import Scene

HASHES = (2, 3, 1)  # a set of three handlers is walked in an order that no list would have


class OutOfPaper(Exception):
    """What mail raises. In a set it comes behind `Declined`, whatever the order of raising."""

    def __hash__(self) -> int:
        return 2


class Declined(Exception):
    """What a payment raises."""

    def __hash__(self) -> int:
        return 1


class Interrupt(BaseException):
    """Stands for Ctrl-C, which is no failure of a handler."""


class Does(NamedTuple):
    """What a handler does after it has written down what it heard."""

    words: str
    run: Callable[["Scene", str], Any]  # with the handler's name


def raises(error: BaseException) -> Does:
    """The handler raises `error`."""

    def run(scene: "Scene", name: str) -> None:
        scene.raised.append((name, error))
        raise error

    return Does(f"raises {type(error).__name__}", run)


def publishes(*types: str) -> Does:
    """The handler publishes an event of each type."""
    words = "publishes " + " and ".join(types)

    def run(scene: "Scene", _: str) -> None:
        for type in types:
            scene.hand_over(type)

    return Does(words, run)


def cancels(bond: str) -> Does:
    """The handler cancels the subscription of that name."""

    def run(scene: "Scene", _: str) -> None:
        scene.bonds[bond].cancel()

    return Does(f"calls {bond}.cancel()", run)


def subscribes(type: str, name: str) -> Does:
    """The handler subscribes the handler of that name."""

    def run(scene: "Scene", _: str) -> None:
        scene.bus.subscribe(type, scene.handler(name))

    return Does(f"subscribes {name}", run)


def returns(value: object) -> Does:
    """The handler returns `value`."""
    return Does(f"returns {value!r}", lambda scene, _: value)


class Handler:
    """A handler with a name, which writes down what it hears."""

    def __init__(self, name: str, scene: "Scene", does: tuple[Does, ...]) -> None:
        self.__name__ = self.__qualname__ = name
        self._scene, self._does = scene, does
        self._hear = scene.recorder.handler(self._heard, name)
        self._hash = HASHES[len(scene.handlers) % 3]

    def __call__(self, *given: Any) -> Any:
        """Only the very event that was published counts as heard."""
        if len(given) == 1 and any(given[0] is event for event in self._scene.published):
            return self._hear(given[0])
        self._scene.misheard = True
        self._scene.heard.append(f"{self.__name__} ({', '.join(map(show, given))})")
        return None

    def _heard(self, event: Event) -> Any:
        self._scene.heard.append(f"{self.__name__} {event.type}")
        result = None
        for does in self._does:
            result = does.run(self._scene, self.__name__)
        return result

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"

    def __hash__(self) -> int:
        return self._hash


def comment(name: str, does: tuple[Does, ...], another: bool) -> str:
    """Say what a handler does, if that is more than to listen."""
    words = [f"another {name}"] if another else [name] if does else []
    words += [" then ".join(what.words for what in does)] if does else []
    return " ".join(words)


def behind(*comments: str) -> str:
    """Return what stands behind a call: the comments that say something."""
    said = ", ".join(filter(None, comments))
    return f"   # {said}" if said else ""
