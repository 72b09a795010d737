# Takes the list back to what it was when the events break off.
from collections import defaultdict
from itertools import islice

from eventlab import ANY, NO_STREAM, WrongVersion
from eventlab.store import Recorded


class EventStore:
    def __init__(self):
        self.log = []
        self.index = defaultdict(list)

    def append(self, stream, events, *, expected=ANY):
        v = len(self.index[stream])
        if expected is NO_STREAM:
            ok = v == 0
        elif expected is ANY:
            ok = True
        else:
            ok = expected == v
        if not ok:
            raise WrongVersion(stream, expected, v)
        size = len(self.log)
        try:
            for e in events:
                self.index[stream].append(len(self.log))
                self.log.append(Recorded(e, stream, len(self.index[stream]), len(self.log) + 1))
        except BaseException:
            del self.log[size:]
            del self.index[stream][v:]
            raise
        return len(self.index[stream])

    def read(self, stream, *, after=0):
        return map(self.log.__getitem__, list(self.index[stream])[after:])

    def read_all(self, *, after=0):
        return islice(list(self.log), after, None)
