"""MemoryStore: an event store in this process's memory.

Guarantee: that of `eventlab.store`, for as long as the process lives. Safe with many threads.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import inf

from eventlab.event import Event
from eventlab.frozen import require_text
from eventlab.store import ANY, Expected, Recorded, check_append, check_range, check_version

_NOTHING: Sequence[Recorded] = ()


class MemoryStore:
    """A store in this process's memory. Safe with many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: list[Recorded] = []
        self._streams: dict[str, list[Recorded]] = {}

    def append(
        self, stream: str, events: Iterable[Event], *, expected: int | Expected = ANY
    ) -> int:
        """Add the events to the end of the stream, all of them or none; return its new version."""
        stream, new = check_append(stream, events, expected)
        with self._lock:
            version, position = len(self._streams.get(stream, _NOTHING)), len(self._all)
            check_version(stream, expected, version)
            recorded = [
                Recorded(event, stream, version + n, position + n)
                for n, event in enumerate(new, start=1)
            ]
            if recorded:
                self._streams.setdefault(stream, []).extend(recorded)
                self._all.extend(recorded)
        return version + len(new)

    def read(self, stream: str, *, after: int = 0, limit: int | None = None) -> Iterator[Recorded]:
        """Yield the events of a stream, in order."""
        stream = require_text("stream", stream)
        check_range(after, limit)
        return self._follow(lambda: self._streams.get(stream, _NOTHING), after, limit)

    def read_all(self, *, after: int = 0, limit: int | None = None) -> Iterator[Recorded]:
        """Yield the events of all streams, by their positions."""
        check_range(after, limit)
        return self._follow(lambda: self._all, after, limit)

    def _follow(
        self, find: Callable[[], Sequence[Recorded]], after: int, limit: int | None
    ) -> Iterator[Recorded]:
        end = inf if limit is None else after + limit
        while after < end:
            with self._lock:  # a batch is there whole, or not at all
                found = find()
                if after >= len(found):
                    return
                recorded = found[after]
            yield recorded
            after += 1
