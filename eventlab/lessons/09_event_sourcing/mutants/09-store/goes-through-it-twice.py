# Looks at all the events before it goes through them again.
from eventlab import ANY, NO_STREAM, Event, WrongVersion
from eventlab.store import Recorded
class EventStore:
    def __init__(self):
        self._all = []
        self._streams = {}
    def read(self, stream, *, after=0):
        return iter(self._streams.get(stream, [])[after:])
    def read_all(self, *, after=0):
        return iter(self._all[after:])
    def append(self, stream, events, *, expected=ANY):
        if not all(isinstance(event, Event) for event in events):
            raise TypeError
        version = len(self._streams.get(stream, []))
        if expected is not ANY and version != (0 if expected is NO_STREAM else expected):
            raise WrongVersion(stream, expected, version)
        for event in events:
            version += 1
            recorded = Recorded(event, stream, version, len(self._all) + 1)
            self._streams.setdefault(stream, []).append(recorded)
            self._all.append(recorded)
        return version
