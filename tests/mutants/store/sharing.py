"""Stores that come apart when several write, or read, at once."""

import threading
from contextlib import nullcontext, suppress

from eventlab import ANY, WrongVersion
from mutants.store.plain import MUTANTS, Plain


def in_the_main_thread():
    return threading.current_thread() is threading.main_thread()


def pause():
    threading.Event().wait(0.002)


class Meeting(Plain):
    """Lets two threads come to the same point before either goes on."""

    def __init__(self, beside=None):
        super().__init__(beside)
        vars(self.shared).setdefault("meeting", threading.Barrier(2))

    def meet(self):
        if not in_the_main_thread():
            with suppress(threading.BrokenBarrierError):
                self.shared.meeting.wait(0.3)


@MUTANTS.rejected_by("threads_at_one_stream", "handles_at_one_stream", at_least=True)
class NoLock(Meeting):
    """Looks at the version and appends in two steps, between which another thread can append."""

    def __init__(self, beside=None):
        super().__init__(beside)
        self.shared.lock = nullcontext()

    def expect(self, stream, expected, version, events):
        super().expect(stream, expected, version, events)
        self.meet()


@MUTANTS.rejected_by("handles_at_one_stream")
class ALockForEachHandle(Meeting):
    """Has a lock, and every handle has another."""

    def __init__(self, beside=None):
        super().__init__(beside)
        self.own = threading.RLock()

    def append(self, stream, events, *, expected=ANY):
        if expected is ANY:
            return super().append(stream, events)
        self.check_expected(expected)
        with self.own:
            version = self.version(stream)
            self.expect(stream, expected, version, events)
            self.meet()
            return super().append(stream, events)


@MUTANTS.rejected_by("threads_without_conflict", at_least=True)
class AnyIsWhatItReads(Meeting):
    """Takes ANY for the version that it has read, and is told of a conflict when that is over."""

    def append(self, stream, events, *, expected=ANY):
        if expected is ANY:
            self.check_name(stream)
            expected = self.version(stream)
            self.meet()
        return super().append(stream, events, expected=expected)


@MUTANTS.rejected_by("threads_at_streams_of_their_own")
class OneVersionForAll(Meeting):
    """Takes whatever was appended anywhere meanwhile for a conflict."""

    def append(self, stream, events, *, expected=ANY):
        before = len(self.shared.rows)
        if type(expected) is int:
            self.meet()
        with self.shared.lock:
            if type(expected) is int and len(self.shared.rows) > before:
                raise WrongVersion(stream, expected, self.version(stream))
            return super().append(stream, events, expected=expected)


@MUTANTS.rejected_by("nobody_misses_a_position", "history_only_grows", at_least=True)
class PositionsBeforeTheirTime(Plain):
    """Takes its positions first and its turn to write later, as a sequence in a database does."""

    mine = threading.local()

    def __init__(self, beside=None):
        super().__init__(beside)
        vars(self.shared).setdefault("reserved", 0)
        vars(self.shared).setdefault("passed", threading.Event())

    def append(self, stream, events, *, expected=ANY):
        events = self.take(events)
        with self.shared.lock:
            self.mine.position = self.shared.reserved
            self.shared.reserved += len(events)
        if not self.mine.position and not in_the_main_thread():
            self.shared.passed.wait(1)
        return super().append(stream, events, expected=expected)

    def position(self):
        return self.mine.position

    def look(self):
        rows = super().look()
        if rows and rows[0].position > 1:
            self.shared.passed.set()
        return rows


@MUTANTS.rejected_by("batches_are_seen_whole", at_least=True)
class BatchesComeBitByBit(Plain):
    """Lets readers look while a batch is being written."""

    def look(self):
        return self.shared.rows

    def publish(self, rows):
        for row in rows:
            super().publish([row])
            if not in_the_main_thread():
                pause()


@MUTANTS.rejected_by("appended_elsewhere", "handles_at_one_stream", at_least=True)
class HandlesApart(Plain):
    """Reads the file once, when it is opened."""

    def __init__(self, beside=None):
        super().__init__()
        if beside:
            self.shared.rows = list(beside.shared.rows)


@MUTANTS.rejected_by("appended_elsewhere", at_least=True)
class RemembersVersions(Plain):
    """Remembers in the handle which version a stream has when nobody has said what to expect."""

    def __init__(self, beside=None):
        super().__init__(beside)
        self.versions = {}

    def append(self, stream, events, *, expected=ANY):
        self.trusting = expected is ANY
        self.versions[stream] = super().append(stream, events, expected=expected)
        return self.versions[stream]

    def version(self, stream):
        return (
            self.versions.get(stream)
            if self.trusting and stream in self.versions
            else (super().version(stream))
        )


@MUTANTS.rejected_by("followed_from_elsewhere")
class PositionsOfEachHandle(Plain):
    """Counts positions in the handle, on from what was there when it was opened."""

    def __init__(self, beside=None):
        super().__init__(beside)
        self.count = len(self.shared.rows)

    def position(self):
        return self.count

    def publish(self, rows):
        super().publish(rows)
        self.count += len(rows)


@MUTANTS.rejected_by("outlives_its_maker")
class ClosesForAll(Plain):
    """Takes the store away from everybody when one handle is closed."""

    def close(self):
        self.shared.rows = []
