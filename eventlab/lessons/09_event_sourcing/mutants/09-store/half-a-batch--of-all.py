# Adds to the list of all before the batch is complete.
from eventlab import ANY, NO_STREAM, WrongVersion
from eventlab.store import Recorded


class EventStore:
    def __init__(self):
        self._all = []
        self._streams = {}

    def append(self, stream, events, *, expected=ANY):
        version = len(self._streams.get(stream, []))
        if expected is not ANY and version != (0 if expected is NO_STREAM else expected):
            raise WrongVersion(stream, expected, version)
        new = []
        for event in events:
            version += 1
            new.append(Recorded(event, stream, version, len(self._all) + 1))
            self._all.append(new[-1])
        self._streams.setdefault(stream, []).extend(new)
        return version

    def read(self, stream, *, after=0):
        return iter(self._streams.get(stream, [])[after:])

    def read_all(self, *, after=0):
        return iter(self._all[after:])
