"""What can happen to a learner: the payloads of the history's events, and the way up to them.

An event that says nothing of its version is of version 1, as all were at first. A field with a
default may be missing in older events, so adding one needs no new version; all else does, and an
upcaster with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eventlab.event import Event
from eventlab.schema import InvalidPayload
from eventlab.schema_registry import SchemaRegistry

FACTS = SchemaRegistry()


@FACTS.register("LessonOpened")
@dataclass(frozen=True)
class LessonOpened:
    """The first card of a lesson was shown in a kernel."""


@FACTS.register("BetMade")
@dataclass(frozen=True)
class BetMade:
    """A guess about a run: the number of the option, and of the confidence (0 is a guess)."""

    chosen: int
    confidence: int


@FACTS.upcaster("BetSettled", 1)
def _one_word_for_what_went_well(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in data.items() if name != "won"} | {"right": data["won"]}


@FACTS.register("BetSettled", 2)
@dataclass(frozen=True)
class BetSettled:
    """The run came out, and the bet was right or not."""

    right: bool
    chosen: int
    happened: Any


@FACTS.register("QuestionAnswered")
@dataclass(frozen=True)
class QuestionAnswered:
    """An answer: what was chosen or given, in which variant, and how sure the learner was."""

    right: bool
    chosen: Any
    variant: int | str | None = None
    confidence: int | None = None


@FACTS.register("MythJudged")
@dataclass(frozen=True)
class MythJudged:
    """A claim was defended or attacked."""

    stand: str
    right: bool


@FACTS.register("ExerciseChecked")
@dataclass(frozen=True)
class ExerciseChecked:
    """A check gave a verdict, and the name of the mistake if it was a known one."""

    verdict: str
    mistake: str | None = None


@FACTS.register("HelpTaken")
@dataclass(frozen=True)
class HelpTaken:
    """A hint, the worked steps, the common mistakes or the solution was shown."""

    help: str


def fact(type: str, subject: str, data: Mapping[str, Any]) -> Event:
    """Make an event of the newest version about `subject`.

    Raises:
        LookupError: there is no such type.
        InvalidPayload: the data do not fit it.
    """
    schema = getattr(globals().get(type), "__event_schema__", None)  # a class bears its type's name
    if schema is None:
        raise LookupError(f"nothing called {type!r} can happen to a learner")
    event = Event(type, data, subject=subject, source="/eventlab/course", dataschema=schema.uri)
    FACTS.read(event)
    return event


def newest(event: Event) -> Event | None:
    """Return an event in its newest version, or None where its payload fits none.

    One of a type that only a newer eventlab knows comes back as it is.
    """
    try:
        upcast = FACTS.upcast(event)
        FACTS.read(upcast)
    except LookupError:
        return event
    except InvalidPayload:
        return None
    return upcast
