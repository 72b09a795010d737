"""A right store, slow and plain, written for changing one step at a time."""

import threading
from itertools import islice
from types import SimpleNamespace

from eventlab import ANY, EXISTS, NO_STREAM, Event, Expected, Recorded, WrongVersion
from mutants import Mutants

MUTANTS = Mutants()


def shared():
    """What several handles on one store have in common."""
    return SimpleNamespace(rows=[], lock=threading.RLock())


class Plain:
    """A right store: one list of all that was recorded, through which every step looks anew."""

    def __init__(self, beside=None):
        self.shared = beside.shared if beside else shared()

    # What others call.

    def append(self, stream, events, *, expected=ANY):
        self.check_name(stream)
        self.check_expected(expected)
        events = self.take(events)
        with self.shared.lock:
            version = self.version(stream)
            self.expect(stream, expected, version, events)
            self.publish(self.record(stream, events, version))
        return self.answer(stream, version, events)

    def read(self, stream, *, after=0, limit=None):
        self.check_name_to_read(stream)
        self.check_range(after, limit)
        own = self.walk(lambda row: row.stream == stream and self.version_of(row) > after)
        return self.cut(own, limit)

    def read_all(self, *, after=0, limit=None):
        self.check_range(after, limit)
        return self.cut_all(self.walk(lambda row: row.position > after), limit)

    def close(self):
        """A handle holds nothing of its own."""

    # The steps of an append.

    def check_name(self, stream):
        if not isinstance(stream, str):
            raise TypeError(f"stream {stream!r}")
        if not stream or any("\ud800" <= letter <= "\udfff" for letter in stream):
            raise ValueError(f"stream {stream!r}")

    check_name_to_read = check_name

    def check_expected(self, expected):
        if type(expected) is not int and not isinstance(expected, Expected):
            raise TypeError(f"expected {expected!r}")
        if type(expected) is int and expected < 0:
            raise ValueError(f"expected {expected!r}")

    def take(self, events):
        taken = tuple(events)
        if not all(isinstance(event, Event) for event in taken):
            raise TypeError("not events alone")
        return taken

    def version(self, stream):
        return max((row.version for row in self.shared.rows if row.stream == stream), default=0)

    def expect(self, stream, expected, version, events):
        fits = {ANY: True, EXISTS: version >= 1, NO_STREAM: version == 0}
        if not fits.get(expected, expected == version):
            raise WrongVersion(stream, expected, version)

    def position(self):
        return len(self.shared.rows)

    def record(self, stream, events, version):
        position = self.position()
        return [
            Recorded(self.keep(event), stream, version + n, position + n)
            for n, event in enumerate(events, 1)
        ]

    def keep(self, event):
        return event

    def publish(self, rows):
        self.shared.rows = sorted([*self.shared.rows, *rows], key=lambda row: row.position)

    def answer(self, stream, version, events):
        return version + len(events)

    # The steps of a reading.

    def check_range(self, after, limit):
        self.check_number(after)
        if limit is not None:
            self.check_number(limit)

    def check_number(self, number):
        if type(number) is not int:
            raise TypeError(f"{number!r} is no number of events")
        if number < 0:
            raise ValueError(f"{number} is below 0")

    def version_of(self, row):
        return row.version

    def look(self):
        with self.shared.lock:
            return self.shared.rows

    def walk(self, wanted):
        """Yield what is wanted of all that there is, then of what has come since."""
        last = 0
        while fresh := [row for row in self.look() if row.position > last]:
            last = fresh[-1].position
            yield from filter(wanted, fresh)

    def cut(self, found, limit):
        return islice(found, limit)

    cut_all = cut
