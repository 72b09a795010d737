# Counts events of a batch that broke off.
from eventlab import ANY, NO_STREAM, WrongVersion
from eventlab.store import Recorded


class EventStore:
    def __init__(self):
        self._all = []
        self._streams = {}
        self._versions = {}

    def append(self, stream, events, *, expected=ANY):
        version = self._versions.get(stream, 0)
        if expected is not ANY and version != (0 if expected is NO_STREAM else expected):
            raise WrongVersion(stream, expected, version)
        new = []
        for event in events:
            version += 1
            self._versions[stream] = version
            new.append(Recorded(event, stream, version, len(self._all) + 1 + len(new)))
        for recorded in new:
            self._streams.setdefault(stream, []).append(recorded)
            self._all.append(recorded)
        return version

    def read(self, stream, *, after=0):
        return iter(self._streams.get(stream, [])[after:])

    def read_all(self, *, after=0):
        return iter(self._all[after:])
