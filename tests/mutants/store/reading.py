"""Stores that yield too much, too little, in a wrong order or too early."""

from itertools import cycle, islice

from eventlab import Event, Recorded
from mutants.store.plain import MUTANTS, Plain


@MUTANTS.rejected_by("read_on", at_least=True)
class FromInsteadOfAfter(Plain):
    """Begins with the version that the reader has seen."""

    def version_of(self, row):
        return row.version + 1


@MUTANTS.rejected_by("read_on", at_least=True)
class AfterAPosition(Plain):
    """Takes the version behind which to begin for a position."""

    def version_of(self, row):
        return row.position


@MUTANTS.rejected_by("all_streams_in_order", at_least=True)
class OneStreamAfterTheOther(Plain):
    """Yields all streams, sorted by their names."""

    def read_all(self, *, after=0, limit=None):
        found = sorted(super().read_all(after=after), key=lambda row: (row.stream, row.version))
        return islice(found, limit)


@MUTANTS.rejected_by("all_streams_in_order", at_least=True)
class PositionsAreVersions(Plain):
    """Gives every event the position that it has in its stream."""

    def record(self, stream, events, version):
        rows = super().record(stream, events, version)
        return [Recorded(row.event, stream, row.version, row.version) for row in rows]


@MUTANTS.rejected_by("limits", at_least=True)
class NoLimit(Plain):
    """Yields all that there is, whatever the limit is."""

    def cut(self, found, limit):
        return found


@MUTANTS.rejected_by("limits", at_least=True)
class NoLimitOfAll(Plain):
    """Yields all that there is to those who read all streams."""

    def cut_all(self, found, limit):
        return found


@MUTANTS.rejected_by("limits")
class LimitsWhatItLooksThrough(Plain):
    """Looks through no more rows than the limit, and yields those of the stream among them."""

    def read(self, stream, *, after=0, limit=None):
        found = super().read(stream, after=after, limit=limit)
        if limit:
            looked = [row for row in self.look() if self.version_of(row) > after][:limit]
            found = iter([row for row in looked if row.stream == stream])
        return found


@MUTANTS.rejected_by("limits")
class ZeroIsNoLimit(Plain):
    """Takes a limit of 0 for none."""

    def cut(self, found, limit):
        return islice(found, limit or None)


@MUTANTS.rejected_by("read_all_on", at_least=True)
class SkipsOneOfAll(Plain):
    """Begins one position too late, but never misses the first."""

    def read_all(self, *, after=0, limit=None):
        self.check_range(after, limit)
        return super().read_all(after=after + bool(after), limit=limit)


@MUTANTS.rejected_by("many_events")
class OnePage(Plain):
    """Yields the first five hundred, as if there were never more."""

    def cut(self, found, limit):
        return islice(found, min(500, 500 if limit is None else limit))

    cut_all = Plain.cut


@MUTANTS.rejected_by("many_events", at_least=True)
class OnePageOfAll(Plain):
    """Yields the first thousand of all streams, as if there were never more."""

    def cut_all(self, found, limit):
        return islice(found, min(1000, 1000 if limit is None else limit))


@MUTANTS.rejected_by("unknown_stream", "batches_are_seen_whole")
class UnknownIsAnError(Plain):
    """Takes reading a stream that there is not for a mistake."""

    def read(self, stream, *, after=0, limit=None):
        found = super().read(stream, after=after, limit=limit)
        if not self.version(stream):
            raise LookupError(stream)
        return found


@MUTANTS.rejected_by("unknown_stream")
class ReadingBeginsIt(Plain):
    """Remembers a stream as begun when somebody has only read it."""

    def __init__(self, beside=None):
        super().__init__(beside)
        self.begun = set()

    def read(self, stream, *, after=0, limit=None):
        found = super().read(stream, after=after, limit=limit)
        if not self.version(stream):
            self.begun.add(stream)
        return found

    def expect(self, stream, expected, version, events):
        super().expect(stream, expected, version + (stream in self.begun), events)


@MUTANTS.rejected_by("same_place_both_ways")
class OwnPositions(Plain):
    """Tells readers of one stream its versions as positions."""

    def read(self, stream, *, after=0, limit=None):
        found = super().read(stream, after=after, limit=limit)
        return (Recorded(row.event, row.stream, row.version, row.version) for row in found)


@MUTANTS.rejected_by("as_it_was")
class KeepsTypeAndData(Plain):
    """Stores type, data and id, and forgets the other attributes."""

    def keep(self, event):
        return Event(event.type, event.data, id=event.id)


@MUTANTS.rejected_by("names_as_they_are")
class NamesInLowerCase(Plain):
    """Takes names for the same when they differ in case alone."""

    def append(self, stream, events, **options):
        self.check_name(stream)
        return super().append(stream.lower(), events, **options)

    def read(self, stream, **options):
        self.check_name(stream)
        return super().read(stream.lower(), **options)


@MUTANTS.rejected_by("names_as_they_are")
class NamesInColumns(Plain):
    """Cuts off blanks at the end of a name, as a column of fixed width does."""

    def append(self, stream, events, **options):
        self.check_name(stream)
        return super().append(stream.rstrip(), events, **options)


@MUTANTS.rejected_by("appended_twice", at_least=True)
class DropsDuplicates(Plain):
    """Takes the second append of an event for a mistake."""

    def record(self, stream, events, version):
        known = {row.event.id for row in self.shared.rows}
        new = [event for event in events if event.id not in known]
        return super().record(stream, new, version)


@MUTANTS.rejected_by("while_one_reads", at_least=True)
class ReadsAllAtTheCall(Plain):
    """Makes a list of all that there is before the first is read."""

    def walk(self, wanted):
        return iter(list(super().walk(wanted)))


@MUTANTS.rejected_by("while_one_reads", at_least=True)
class OneLookIsAll(Plain):
    """Yields what was there when the reading began."""

    def walk(self, wanted):
        return iter([row for row in self.look() if wanted(row)])


@MUTANTS.rejected_by("while_one_reads", "read_on", at_least=True)
class HearsOnlyWhatIsNew(Plain):
    """Yields what is appended from now on, as a subscription does."""

    def walk(self, wanted):
        known = len(self.look())
        return (row for row in super().walk(wanted) if row.position > known)


@MUTANTS.rejected_by("read_on", "all_streams_in_order", at_least=True)
class GoesRoundInCircles(Plain):
    """Begins anew at the end, and ends only because a test must."""

    def walk(self, wanted):
        found = [row for row in self.look() if wanted(row)]
        return islice(cycle(found), 6_000)


@MUTANTS.rejected_by("readings_are_apart", at_least=True)
class OneCursor(Plain):
    """Has one cursor, which all readings of a handle move."""

    last = 0

    def walk(self, wanted):
        self.last = 0
        while fresh := [row for row in self.look() if row.position > self.last]:
            self.last = fresh[0].position
            yield from filter(wanted, fresh[:1])


@MUTANTS.rejected_by("refused_ranges")
class AnyNumber(Plain):
    """Takes any place and any number, and makes what it can of it."""

    def check_number(self, number):
        """Say nothing."""


@MUTANTS.rejected_by("refused_ranges")
class ChecksWhenRead(Plain):
    """Refuses a range when the first event is asked for, and not at the call."""

    def read_all(self, *, after=0, limit=None):
        yield from super().read_all(after=after, limit=limit)


@MUTANTS.rejected_by("refused_ranges")
class TrueIsOne(Plain):
    """Takes True for 1."""

    def check_number(self, number):
        super().check_number(number + 0 if isinstance(number, bool) else number)
