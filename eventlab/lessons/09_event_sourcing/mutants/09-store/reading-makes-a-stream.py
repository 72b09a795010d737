# Asks whether the stream has a key, which reading puts there.
from eventlab import ANY, NO_STREAM, WrongVersion
from eventlab.store import Recorded
class EventStore:
    def __init__(self):
        self._all = []
        self._streams = {}
    def read(self, stream, *, after=0):
        return iter(self._streams.setdefault(stream, [])[after:])
    def read_all(self, *, after=0):
        return iter(self._all[after:])
    def append(self, stream, events, *, expected=ANY):
        events = list(events)
        version = len(self._streams.get(stream, []))
        if (expected is NO_STREAM and stream in self._streams) or (expected not in (ANY, NO_STREAM) and version != expected):
            raise WrongVersion(stream, expected, version)
        for event in events:
            version += 1
            recorded = Recorded(event, stream, version, len(self._all) + 1)
            self._streams.setdefault(stream, []).append(recorded)
            self._all.append(recorded)
        return version
