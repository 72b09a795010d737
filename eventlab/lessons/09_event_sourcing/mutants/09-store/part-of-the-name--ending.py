# Compares the last eight letters of the streams.
from eventlab import ANY, NO_STREAM, WrongVersion
from eventlab.store import Recorded


class EventStore:
    def __init__(self):
        self.log = ()

    def append(self, stream, events, expected=ANY):
        version = max((each.version for each in self.read(stream)), default=0)
        if {NO_STREAM: 0, ANY: version}.get(expected, expected) != version:
            raise WrongVersion(stream, expected, version)
        new = [
            Recorded(event, stream, version + n, len(self.log) + n)
            for n, event in enumerate(events, 1)
        ]
        self.log += tuple(new)
        return version + len(new)

    def read(self, stream, after=0):
        return [each for each in self.log if each.stream[-8:] == stream[-8:] and each.version > after]

    def read_all(self, after=0):
        return [each for each in self.log if each.position > after]
