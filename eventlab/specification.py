"""given / when / then: what a decider shall do, in the words of its field.

    given(cart, [Event("Opened")]).when(Add("tea")).then([Event("Added", {"item": "tea"})])
    given(cart, [Event("Closed")]).when(Add("tea")).then_refused(ValueError)

Guarantee: events are compared by type, data and (where one is asked for) subject; ids and times
are new each time. What differs is told in words. No store takes part, and nothing is kept.
"""

from collections.abc import Iterable
from typing import Any

from eventlab.aggregate import Decider
from eventlab.event import Event


def given(decider: Decider[Any, Any], events: Iterable[Event] = ()) -> "Given":
    """Begin with a past.

    Args:
        decider: what is specified.
        events: what has happened so far, by default nothing.
    """
    return Given(decider, list(events))


class Given:
    """A past, ready for a command."""

    def __init__(self, decider: Decider[Any, Any], events: list[Event]) -> None:
        self._decider, self._events = decider, events

    def when(self, command: Any) -> "When":
        """Let the decider decide on the command."""
        state = self._decider.fold(self._events)
        try:
            return When(self._decider.events_for(command, state), None)
        except Exception as error:
            return When([], error)


class When:
    """What came of the command."""

    def __init__(self, events: list[Event], error: Exception | None) -> None:
        self._events, self._error = events, error

    def then(self, expected: Iterable[Event]) -> None:
        """Demand these events, in this order; an empty list for none.

        Raises:
            AssertionError: it led to others, or was refused.
        """
        wanted = list(expected)
        if self._error:
            raise AssertionError(
                f"expected {_all(wanted)}, but the command was refused: {self._error!r}"
            ) from self._error
        same = len(wanted) == len(self._events) and all(map(_alike, wanted, self._events))
        if not same:
            raise AssertionError(f"expected {_all(wanted)}, but it led to {_all(self._events)}")

    def then_refused(self, kind: type[Exception] = Exception) -> None:
        """Demand that the command was refused with an error of this kind.

        Raises:
            AssertionError: it led to events, or to another error.
        """
        if isinstance(self._error, kind):
            return
        found = repr(self._error) if self._error else _all(self._events)
        raise AssertionError(f"expected {kind.__name__}, but it led to {found}") from self._error


def _alike(wanted: Event, found: Event) -> bool:
    same_subject = wanted.subject is None or wanted.subject == found.subject
    return wanted.type == found.type and wanted.data == found.data and same_subject


def _all(events: list[Event]) -> str:
    return ", ".join(f"{event.type} {dict(event.data)}" for event in events) or "no events"
