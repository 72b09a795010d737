"""A stored event of some version, what a learner wrote, and which steps led it up.

The data of an event tell their own way: `{"way": "1 2 3"}` was written in version 1, and the steps
from 1 and from 2 have been taken. Each version has a field of its own, such as `v3`, instead of the
one before.
"""

from collections.abc import Callable, Mapping
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from typing import Any

from eventlab.course import telling
from eventlab.course.grading import Failure, Mistake, crash
from eventlab.course.telling import show, step, stub_in
from eventlab.event import Event

NOTHING = "None"
Known = dict[str, Mistake]  # by what came back, or by the name of an error
Data = Mapping[str, Any]

CHANGES_THE_STORED_EVENT = Mistake(
    "changes-the-stored-event",
    "The stored event is changed, or it is tried: what has happened would be rewritten.",
    "the assignment to the event: make a copy with `replace`.",
)


class StepFailed(Exception):
    """What a step raises that meets data which it does not understand."""


def uri(version: int, type: str = "OrderPlaced") -> str:
    """Return the dataschema of a version."""
    return f"urn:shop:{type}:{version}"


class Archive:
    """The learner's chain, and the stored events that it is given.

    Args:
        Upcasters: the learner's class.
        newest: the newest version.
        order: the versions that steps lead on from, in the order of the dict; by default all.
        failing: the version from which the step raises; until then the data tell no version.
        raises: with what.
    """

    def __init__(
        self,
        Upcasters: Any,
        newest: int,
        *,
        order: list[int] | None = None,
        failing: int = 0,
        raises: type[Exception] = StepFailed,
    ) -> None:
        self.newest, self._failing, self._raises = newest, failing, raises
        given = list(range(1, newest)) if order is None else order
        inside = ", ".join(f"{version}: to_{version + 1}" for version in given)
        telling.now.steps.clear()  # an earlier chain has nothing to do with this one
        step(f"chain = Upcasters({{{inside}}})")
        self.chain = Upcasters({version: self._step(version) for version in given})
        self.event = self.before = Event("OrderPlaced")
        self.found: Any = None
        self.error: Exception | None = None

    def _step(self, version: int) -> Callable[[Data], Data]:
        def lead_on(data: Data) -> Data:
            if version == self._failing:
                raise self._raises("no price")
            if version < self._failing:
                return {"order": data["order"]}
            left = {name: value for name, value in data.items() if name != f"v{version}"}
            return {**left, "way": f"{data['way']} {version + 1}", f"v{version + 1}": True}

        lead_on.__name__ = f"to_{version + 1}"
        return lead_on

    def upcast(
        self,
        version: int,
        *,
        type: str = "OrderPlaced",
        number: int = 7,
        dataschema: Any = ...,
    ) -> None:
        """Hand a stored event of that version to the learner's chain."""
        schema = uri(version, type) if dataschema is ... else dataschema
        attributes: dict[str, Any] = {
            "id": str(number),
            "source": "shop",
            "subject": f"order-{number}",
            "time": datetime(2020, 1, 31, tzinfo=UTC),
            "correlation_id": "intent",
            "causation_id": "cart",
            "extensions": {"region": "north"},
        }
        data = {"order": number, "way": str(version), f"v{version}": True}
        self.event = Event(type, data, dataschema=schema, **attributes)
        self.before = Event(type, data, dataschema=schema, **attributes)
        said = f"{type}, version {version}" if schema else f"{type}, without a dataschema"
        step(f"chain.upcast(event)   # {said}")
        self.found, self.error = None, None
        try:
            self.found = self.chain.upcast(self.event)
        except Exception as error:
            if stub_in(error):
                raise
            self.error = error

    @property
    def way(self) -> str:
        """What came back, in a word or two: the versions that its data have been through."""
        if self.error:
            return type(self.error).__name__
        if isinstance(self.found, Mapping):
            return "the data"
        return str(self.found.data.get("way")) if isinstance(self.found, Event) else "None"

    def expect(self, way: str, known: Known | None = None) -> None:
        """Demand an event whose data have been through these versions.

        Raises:
            Failure: it was otherwise; with the mistake that is known for what happened.
        """
        if self.error:
            told = crash(self.error)
            mistake = (known or {}).get(self.way, told.mistake)
            if any("cannot change" in str(e) for e in (self.error, self.error.__cause__)):
                mistake = CHANGES_THE_STORED_EVENT
            if isinstance(self.error, FrozenInstanceError):
                mistake = CHANGES_THE_STORED_EVENT
            failure = Failure(self._wanted(way), told.happened, mistake)
            failure.look = failure.look if mistake else told.look
            raise failure
        if self.way != way or not isinstance(self.found, Event):
            told_way = f"the versions {self.way.replace(' ', ', ')}"
            happened = told_way if isinstance(self.found, Event) else show(self.found)
            raise Failure(self._wanted(way), happened, (known or {}).get(self.way))
        if self.found.data.get("order") != self.event.data["order"]:
            happened = f"the data of another event: {show(dict(self.found.data))}"
            raise Failure(self._wanted(way), happened)

    def _wanted(self, way: str) -> str:
        versions = way.replace(" ", ", ")
        return f"an event whose data have been through the versions {versions}"

    def expect_same(self, name: str, mistake: Mistake, version: int = 1) -> None:
        """Demand that an attribute is that of the stored event; of dataschema, the newest."""
        self.expect(" ".join(map(str, range(version, self.newest + 1))))
        wanted = (
            uri(self.newest, self.event.type)
            if name == "dataschema"
            else getattr(self.before, name)
        )
        found = getattr(self.found, name)
        if found != wanted:
            told = found if name == "dataschema" else "another one"  # which may be random
            raise Failure(f"{name} is {show(wanted)}", f"it is {told}", mistake)

    def expect_unchanged(self, mistake: Mistake) -> None:
        """Demand that the stored event is what it was."""
        if self.event != self.before:
            now = f"data {show(dict(self.event.data))}, dataschema {self.event.dataschema}"
            raise Failure(f"data {dict(self.before.data)} in the stored event", now, mistake)
