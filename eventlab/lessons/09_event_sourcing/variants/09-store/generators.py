# Reads with generators, and counts in a Counter.
from collections import Counter

from eventlab import ANY, NO_STREAM, WrongVersion
from eventlab.store import Recorded


class EventStore:
    def __init__(self):
        self.versions, self.events = Counter(), {}

    def append(self, stream, events, *, expected=ANY):
        batch, actual = tuple(events), self.versions[stream]
        if expected is NO_STREAM and actual:
            raise WrongVersion(stream, expected, actual)
        if expected not in (ANY, NO_STREAM, actual):
            raise WrongVersion(stream, expected, actual)
        while batch:
            first, *batch = batch
            self.versions[stream] += 1
            place = len(self.events) + 1
            self.events[place] = Recorded(first, stream, self.versions[stream], place)
        return self.versions[stream]

    def read(self, stream, *, after=0):
        for each in list(self.events.values()):
            if each.stream == stream and each.version > after:
                yield each

    def read_all(self, *, after=0):
        place = after + 1
        while place in self.events:
            yield self.events[place]
            place += 1
