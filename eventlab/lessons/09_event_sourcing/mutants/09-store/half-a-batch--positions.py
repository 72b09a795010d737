# Counts the positions of events that were never appended.
from eventlab import ANY, NO_STREAM, WrongVersion
from eventlab.store import Recorded
class EventStore:
    def __init__(self):
        self.log = []; self.versions = {}; self.position = 0
    def read(self, stream, *, after=0):
        return [r for r in self.log if r.stream == stream and r.version > after]
    def read_all(self, *, after=0):
        return [r for r in self.log if r.position > after]
    def append(self, stream, events, *, expected=ANY):
        version = self.versions.get(stream, 0)
        if expected is not ANY and version != (0 if expected is NO_STREAM else expected):
            raise WrongVersion(stream, expected, version)
        batch = []
        for event in events:
            version += 1
            self.position += 1
            batch.append(Recorded(event, stream, version, self.position))
        self.log += batch
        self.versions[stream] = version
        return version
