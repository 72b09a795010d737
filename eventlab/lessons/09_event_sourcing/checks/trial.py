"""A trial: a store of the learner's, and each call to it as a step."""

from datetime import UTC, datetime, timedelta
from typing import Any

from eventlab import ANY, Event, WrongVersion
from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import describe, show, step

LAST = datetime(2026, 1, 1, tzinfo=UTC)  # of clocks that go back from event to event


class Trial:
    """A store of the learner's, and each call to it as a step."""

    def __init__(self, EventStore: Any) -> None:
        self.store = EventStore()
        self.given: list[Event] = []

    def append(
        self, stream: str, ids: str, expected: Any = ANY, mistake: Mistake | None = None
    ) -> Any:
        """Append events of these ids, which must go well."""
        try:
            return self._append(stream, ids, expected)
        except WrongVersion as error:
            wanted = "it is appended: the stream is as expected"
            raise Failure(wanted, describe(error), mistake) from None

    def refused(
        self, stream: str, ids: str, expected: Any, mistake: Mistake | None = None
    ) -> WrongVersion:
        """Append events of these ids, which must be refused."""
        try:
            found = self._append(stream, ids, expected)
        except WrongVersion as error:
            return error
        raise Failure("WrongVersion is raised", f"append returned {show(found)}", mistake)

    def read(self, stream: str, after: int = 0) -> list[Any]:
        """Return what the store has of a stream."""
        step(f"list(store.read({stream!r}{f', after={after}' if after else ''}))")
        return list(self.store.read(stream, after=after) if after else self.store.read(stream))

    def same(self, found: Any, wanted: Any, what: str, mistake: Mistake | None = None) -> None:
        """Demand that what was found is as wanted."""
        if found != wanted:
            raise Failure(f"{what}: {wanted}", f"{what}: {show(found)}", mistake)

    def _append(self, stream: str, ids: str, expected: Any) -> Any:
        events = [
            Event(
                "Paid", {"no": id}, id=id, subject="an order", time=LAST - timedelta(hours=int(id))
            )
            for id in ids.split()
        ]
        self.given += events
        shown = ", ".join(ids.split())
        if expected is ANY:
            step(f"store.append({stream!r}, [{shown}])")
            return self.store.append(stream, events)
        step(f"store.append({stream!r}, [{shown}], expected={expected!r})")
        return self.store.append(stream, events, expected=expected)
