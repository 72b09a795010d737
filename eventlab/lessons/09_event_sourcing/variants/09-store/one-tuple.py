# Keeps one tuple of all that was recorded, and makes a longer one.
from dataclasses import dataclass, field
from itertools import count, islice

from eventlab import ANY, NO_STREAM, WrongVersion
from eventlab.store import Recorded


@dataclass
class EventStore:
    rows: tuple = ()

    def _of(self, name):
        return tuple(r for r in self.rows if r.stream == name)

    def read(self, stream, *, after=0):
        yield from islice(self._of(stream), after, None)

    def read_all(self, *, after=0):
        yield from self.rows[after:]

    def append(self, stream, events, *, expected=ANY):
        there = len(self._of(stream))
        match expected:
            case _ if expected is ANY:
                pass
            case _ if expected is NO_STREAM and not there:
                pass
            case int() if expected == there:
                pass
            case _:
                raise WrongVersion(stream, expected, there)
        new = [
            Recorded(e, stream, v, p)
            for e, v, p in zip(tuple(events), count(there + 1), count(len(self.rows) + 1))
        ]
        self.rows = (*self.rows, *new)
        return there + len(new)
