"""A scene: the learner's stockroom, what it is asked, and what it has told."""

import re
from collections.abc import Callable
from typing import Any

from eventlab.contracts.event import plain
from eventlab.course.grading import Failure, Mistake, crash
from eventlab.course.telling import show, step, stub_in
from eventlab.event import Event

Known = dict[object, Mistake]
TELLS_NO_EVENT = Mistake(
    "tells-no-event",
    "What is published is no event, so nobody can say which one it is.",
    "what you hand to self.publish: an eventlab.Event, with a type and with data.",
)
TELLS_TOO_EARLY = Mistake(
    "tells-too-early",
    "The fact is told before it is so: whoever looks while hearing it finds another count.",
    "the order of your lines: first the count is put right, then the fact is told.",
)
IRREGULAR = (  # participles that do not end in -ed
    " become begun bent bidden bitten blown bound bought broken brought built burnt cast caught "
    "chosen come cut dealt done drawn driven drunk eaten fallen fed felt forbidden forgotten "
    "fought found frozen given gone got gotten grown heard held hidden hit hung kept known laid "
    "led left lent lost made meant met paid put read rung run said seen sent set shaken shown "
    "shrunk shut sold sought spent split spoken spread stolen stood stuck sunk swept taken "
    "taught thrown told torn withdrawn won worn wound written "
)
PREFIXES = re.compile("over|under|with|out|mis|for|re|un")  # oversold, withheld, rewritten, undone


def in_the_past(name: str) -> bool:
    """Whether the last word of an event's type is a past participle, as far as spelling tells."""
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)]
    last = words[-1] if words else ""
    known = {last, PREFIXES.sub("", last, count=1) if PREFIXES.match(last) else last}
    past = any(f" {word} " in IRREGULAR for word in known)
    past = past or (last.endswith("ed") and not last.endswith("eed"))
    return past and not {"be", "please", "must", "should"} & {*words}


def refusing(name: str) -> bool:
    """Whether the name of a fact says that something was not granted."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)
    return words[-1].lower() in {
        "refused",
        "rejected",
        "declined",
        "denied",
        "failed",
        "withheld",
        "forbidden",
    }


class NoAnswer(Exception):
    """What `publish` raises when the event went out and the answer was lost."""


class Room:
    """The learner's stockroom; every call is written down, and what it tells is kept.

    Args:
        name: what the room is called in the message.
        asks: whether a listener asks, while it hears a fact, how many are left.
    """

    def __init__(self, Stockroom: Any, name: str = "room", *, asks: str = "") -> None:
        self.told: list[Any] = []
        self.answers = True  # whether publish returns; else it tells, and then raises
        self.found: list[object] = []  # what the listener was answered
        self.error: BaseException | None = None  # what the last call raised
        self._name, self._asks = name, asks
        step(f"{name} = Stockroom(publish)")
        self.room = Stockroom(self._publish)

    def _publish(self, event: Any) -> None:
        self.told.append(event)
        if self._asks:
            self.found.append(self.room.left(self._asks))
        if not self.answers:
            raise NoAnswer

    def delivered(self, item: str, number: int) -> None:
        """Let the room hear that goods have come in."""
        event = Event("GoodsDelivered", {"item": item, "number": number})
        said = f'Event("GoodsDelivered", {dict(event.data)})'
        self._call(f"{self._name}.delivered({said})", self.room.delivered, event)

    def reserve(self, key: str, item: str, number: int, *, lost: bool = False) -> None:
        """Command it to reserve; with `lost` the event goes out and publish raises."""
        self.answers = not lost
        behind = "   # publish tells it, then raises NoAnswer" if lost else ""
        called = f'{self._name}.reserve("{key}", "{item}", {number}){behind}'
        self._call(called, self.room.reserve, key, item, number)

    def left(self, item: str) -> object:
        """Ask it how many are left."""
        return self._call(f'{self._name}.left("{item}")', self.room.left, item)

    def _call(self, said: str, call: Callable[..., Any], *given: Any) -> object:
        step(said)
        self.error = None
        try:
            return call(*given)
        except NoAnswer as error:
            self.error = error
            return None
        except Exception as error:
            if stub_in(error):
                raise
            self.error = error
            return None

    def expect_no_error(self, mistake: Mistake | None = None) -> None:
        """Demand that the last call returned."""
        if self.error:
            told = crash(self.error)
            raise Failure("no error", told.happened, mistake or told.mistake, look=told.look)

    def expect_left(self, item: str, number: int, known: Known, failing: Any = None) -> None:
        """Demand how many are left; `failing` is what it means that something raises instead."""
        self.expect_no_error(failing)
        found = self.left(item)
        self.expect_no_error(failing)
        if type(found) is not int or found != number:
            mistake = known.get(found) if found is None or type(found) is int else None
            raise Failure(f"{number} are left", f"it answered {show(found)}", mistake)

    def expect_told(self, number: int, known: Known) -> None:
        """Demand how many events were published so far."""
        for each in self.told:
            if not all(hasattr(each, name) for name in ("type", "data", "id")):
                raise Failure("an event is published", f"{show(each)} was", TELLS_NO_EVENT)
        if len(self.told) != number:
            types = ", ".join(each.type for each in self.told) or "nothing"
            happened = f"{len(self.told)}: {types}" if self.told else types
            wanted = f"{number} event{'s' * (number != 1)} published so far"
            raise Failure(wanted, happened, known.get(len(self.told)))


def said(event: Any) -> dict[str, Any]:
    """Return what an event carries."""
    data: dict[str, Any] = plain(event.data)
    return data
