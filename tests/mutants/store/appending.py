"""Stores that number wrongly, take what is no event, or keep half of a batch."""

from itertools import takewhile

from eventlab import ANY, Event, Recorded
from mutants.store.plain import MUTANTS, Plain


@MUTANTS.rejected_by("versions_count_from_one", at_least=True)
class VersionsFromZero(Plain):
    """Gives the first event version 0."""

    def version(self, stream):
        return sum(row.stream == stream for row in self.shared.rows) - 1


@MUTANTS.rejected_by("versions_count_from_one", at_least=True)
class AnswersWithTheCount(Plain):
    """Answers an append with the number of its events."""

    def answer(self, stream, version, events):
        return len(events)


@MUTANTS.rejected_by("streams_are_apart", at_least=True)
class AnswersWithThePosition(Plain):
    """Answers an append with the place in the store."""

    def answer(self, stream, version, events):
        return len(self.shared.rows)


@MUTANTS.rejected_by("versions_count_from_one", at_least=True)
class OneVersionABatch(Plain):
    """Gives all events of a batch the same version."""

    def record(self, stream, events, version):
        return [
            Recorded(row.event, stream, version + 1, row.position)
            for row in super().record(stream, events, version)
        ]

    def answer(self, stream, version, events):
        return version + bool(events)


@MUTANTS.rejected_by("streams_are_apart", "expected_of_this_stream", at_least=True)
class CountsTheWholeStore(Plain):
    """Numbers the events of all streams together."""

    def version(self, stream):
        return len(self.shared.rows)


@MUTANTS.rejected_by("streams_are_apart", at_least=True)
class ReadsByPrefix(Plain):
    """Yields every event to whoever reads any stream."""

    def read(self, stream, *, after=0, limit=None):
        self.check_name(stream)
        return self.read_all(after=after, limit=limit)


@MUTANTS.rejected_by("all_or_nothing", "no_event_inside")
class AppendsOneAtATime(Plain):
    """Appends the events of a batch one by one, as they come."""

    def append(self, stream, events, *, expected=ANY):
        version = super().append(stream, [], expected=expected)
        for event in events:
            version = super().append(stream, [event])
        return version


@MUTANTS.rejected_by("empty_batch", "empty_batch_still_expects")
class EmptyBatchIsRefused(Plain):
    """Takes an append of nothing for a mistake."""

    def take(self, events):
        taken = super().take(events)
        if not taken:
            raise ValueError("nothing to append")
        return taken


@MUTANTS.rejected_by("empty_batch")
class EmptyBatchAnswersZero(Plain):
    """Answers an append of nothing with 0, whatever the version is."""

    def answer(self, stream, version, events):
        return super().answer(stream, version, events) if events else 0


@MUTANTS.rejected_by("no_event_inside", "refused_events")
class KeepsWhatCameBeforeTheMistake(Plain):
    """Appends the events of a batch up to the first thing that is none, and then complains."""

    def append(self, stream, events, *, expected=ANY):
        given = [events] if isinstance(events, Event) else list(events)
        right = list(takewhile(lambda event: isinstance(event, Event), given))
        version = super().append(stream, right, expected=expected)
        if right != given or isinstance(events, Event):
            raise TypeError("not events alone")
        return version


@MUTANTS.rejected_by("any_iterable")
class ReadsTwice(Plain):
    """Looks at the events twice, and finds a generator empty at the second look."""

    def take(self, events):
        super().take(events)
        return super().take(events)


@MUTANTS.rejected_by("any_iterable")
class KeepsTheListOfTheCaller(Plain):
    """Keeps the list itself, into which its owner puts more."""

    def __init__(self, beside=None):
        super().__init__(beside)
        self.last = "a", [], ()

    def append(self, stream, events, *, expected=ANY):
        listed = events if isinstance(events, list) else []
        version = super().append(stream, events, expected=expected)
        self.last = stream, listed, tuple(listed)
        return version

    def look(self):
        stream, now, then = self.last
        if len(now) > len(then):
            self.last = stream, now, tuple(now)
            self.publish(self.record(stream, now[len(then) :], self.version(stream)))
        return super().look()


@MUTANTS.rejected_by("refused_names")
class AnyName(Plain):
    """Takes anything for the name of a stream."""

    def check_name(self, stream):
        """Say nothing."""


@MUTANTS.rejected_by("refused_names")
class AnyNameToRead(Plain):
    """Takes anything for the name of a stream that one reads, and finds nothing there."""

    def check_name_to_read(self, stream):
        """Say nothing."""


@MUTANTS.rejected_by("no_event_inside", "refused_events")
class AnythingIsAnEvent(Plain):
    """Keeps whatever it is given."""

    def take(self, events):
        return tuple(events)


@MUTANTS.rejected_by("refused_events")
class OneEventIsABatch(Plain):
    """Takes a single event for a batch of one: a guess, and one more way to say the same."""

    def take(self, events):
        return super().take([events] if isinstance(events, Event) else events)
