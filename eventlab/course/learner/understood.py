"""Understood: the events of the learner's store as this version of the course reads them."""

from collections.abc import Iterable, Iterator
from io import UnsupportedOperation
from typing import Protocol

from msgspec.structs import replace

from eventlab.course.facts import newest
from eventlab.event import Event
from eventlab.frozen import require_text
from eventlab.store import ANY, Expected, Recorded, check_range


class Readable(Protocol):
    """What is needed of a store to read from it."""

    def read(self, stream: str, *, after: int = 0) -> Iterator[Recorded]:
        """Yield the events of a stream, in order."""
        ...

    def read_all(self, *, after: int = 0) -> Iterator[Recorded]:
        """Yield the events of all streams, by their positions."""
        ...


class Understood:
    """A store to read from: each event comes in the newest version of its payload.

    An event whose payload fits no version is left out; one of a type that only a newer eventlab
    knows comes as it is.

    Args:
        store: where they are.
    """

    def __init__(self, store: Readable) -> None:
        self._store = store

    def append(
        self, stream: str, events: Iterable[Event], *, expected: int | Expected = ANY
    ) -> int:
        """Refuse: what happens to a learner is recorded by the cards.

        Raises:
            UnsupportedOperation: always. It is an `OSError` and a `ValueError`.
        """
        raise UnsupportedOperation("your history is here to read: the course's cards write it")

    def read(self, stream: str, *, after: int = 0, limit: int | None = None) -> Iterator[Recorded]:
        """Yield the events of a stream, in order."""
        require_text("stream", stream)
        check_range(after, limit)
        return _newest(self._store.read(stream, after=after), limit)

    def read_all(self, *, after: int = 0, limit: int | None = None) -> Iterator[Recorded]:
        """Yield the events of all streams, by their positions."""
        check_range(after, limit)
        return _newest(self._store.read_all(after=after), limit)


def _newest(found: Iterator[Recorded], limit: int | None) -> Iterator[Recorded]:
    while limit is None or limit > 0:
        recorded = next(found, None)
        if recorded is None:
            return
        if event := newest(recorded.event):
            yield recorded if event is recorded.event else replace(recorded, event=event)
            limit = None if limit is None else limit - 1
