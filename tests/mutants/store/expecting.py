"""Stores that make too little, too much or something else of the version that is expected."""

from eventlab import ANY, EXISTS, NO_STREAM, WrongVersion
from mutants.store.plain import MUTANTS, Plain


@MUTANTS.rejected_by("the_quicker_one_wins", "expected_of_this_stream", at_least=True)
class ExpectsOfTheWholeStore(Plain):
    """Holds what is expected of a stream against the number of all events."""

    def expect(self, stream, expected, version, events):
        super().expect(stream, expected, len(self.shared.rows), events)


@MUTANTS.rejected_by("the_quicker_one_wins", "no_version_from_the_future", at_least=True)
class LastOneWins(Plain):
    """Takes what is expected for a remark, and appends whatever the version is."""

    def expect(self, stream, expected, version, events):
        """Say nothing."""


@MUTANTS.rejected_by("the_quicker_one_wins", at_least=True)
class Overwrites(Plain):
    """Numbers on from the expected version, and puts aside what was there in its place."""

    def expect(self, stream, expected, version, events):
        if type(expected) is int and expected < version:
            self.shared.rows = [
                row
                for row in self.shared.rows
                if (row.stream, row.version) != (stream, expected + 1)
            ]
        else:
            super().expect(stream, expected, version, events)


@MUTANTS.rejected_by("no_version_from_the_future", "conflict_comes_before_the_batch")
class OnlyTheStaleAreRefused(Plain):
    """Refuses versions that are too low, and takes any from the future."""

    def expect(self, stream, expected, version, events):
        if type(expected) is not int or expected < version:
            super().expect(stream, expected, version, events)


@MUTANTS.rejected_by("no_version_from_the_future", "conflict_comes_before_the_batch")
class NewStreamsAreFree(Plain):
    """Checks the version of streams that there are, and lets a new one start at 5."""

    def expect(self, stream, expected, version, events):
        if version or type(expected) is not int:
            super().expect(stream, expected, version, events)


@MUTANTS.rejected_by("no_stream", "empty_batch_still_expects", at_least=True)
class NoStreamIsAny(Plain):
    """Takes NO_STREAM for no expectation."""

    def expect(self, stream, expected, version, events):
        super().expect(stream, ANY if expected is NO_STREAM else expected, version, events)


@MUTANTS.rejected_by("conflict_says_what_it_found", at_least=True)
class ConflictWithoutTheFacts(Plain):
    """Names the version that was expected as the one that was found."""

    def expect(self, stream, expected, version, events):
        try:
            super().expect(stream, expected, version, events)
        except WrongVersion:
            raise WrongVersion(stream, expected, expected) from None


@MUTANTS.rejected_by("conflict_says_what_it_found")
class ConflictWithoutWords(Plain):
    """Raises a conflict with all its facts, and a text that tells none."""

    class Silent(WrongVersion):
        __str__ = object.__repr__

    def expect(self, stream, expected, version, events):
        try:
            super().expect(stream, expected, version, events)
        except WrongVersion as error:
            raise self.Silent(*error.args) from None


@MUTANTS.rejected_by("exists", "conflict_says_what_it_found", "empty_batch", at_least=True)
class ExistsIsAny(Plain):
    """Takes EXISTS for no expectation."""

    def expect(self, stream, expected, version, events):
        super().expect(stream, ANY if expected is EXISTS else expected, version, events)


@MUTANTS.rejected_by("exists", "conflict_says_what_it_found")
class ExistsLooksAtTheStore(Plain):
    """Takes EXISTS for true when there is any event in the store."""

    def expect(self, stream, expected, version, events):
        if expected is not EXISTS or not self.shared.rows:
            super().expect(stream, expected, version, events)


@MUTANTS.rejected_by("exists")
class ExistsIsOneEvent(Plain):
    """Takes EXISTS for version 1."""

    def expect(self, stream, expected, version, events):
        super().expect(
            stream, expected, 0 if expected is EXISTS and version > 1 else version, events
        )


@MUTANTS.rejected_by("any_version", at_least=True)
class AnyIsNoStream(Plain):
    """Takes ANY for a stream that has just begun."""

    def expect(self, stream, expected, version, events):
        super().expect(stream, NO_STREAM if expected is ANY else expected, version, events)


@MUTANTS.rejected_by("zero_is_no_stream", at_least=True)
class ZeroIsRefused(Plain):
    """Takes 0 for no version at all."""

    def check_expected(self, expected):
        super().check_expected(expected or -1)


@MUTANTS.rejected_by("zero_is_no_stream", "append_again_after_a_conflict", at_least=True)
class ZeroIsAny(Plain):
    """Takes 0, and any version that a stream once had, for right."""

    def expect(self, stream, expected, version, events):
        if type(expected) is not int or expected > version:
            super().expect(stream, expected, version, events)


@MUTANTS.rejected_by("append_again_after_a_conflict", at_least=True)
class RefusalUsesTheVersionUp(Plain):
    """Answers a conflict by counting it as a version, as a sequence in a database may."""

    def __init__(self, beside=None):
        super().__init__(beside)
        self.refused = {}

    def version(self, stream):
        return super().version(stream) + self.refused.get(stream, 0)

    def expect(self, stream, expected, version, events):
        try:
            super().expect(stream, expected, version, events)
        except WrongVersion:
            if events and version > 1 and type(expected) is int:
                self.refused[stream] = self.refused.get(stream, 0) + len(events)
            raise


@MUTANTS.rejected_by("conflict_comes_before_the_batch")
class KeepsARefusedBatch(Plain):
    """Appends first, and compares the versions of a stream that is new afterwards."""

    def expect(self, stream, expected, version, events):
        try:
            super().expect(stream, expected, version, events)
        except WrongVersion:
            if len(events) > 1 and not version:
                self.publish(self.record(stream, events, version))
            raise


@MUTANTS.rejected_by("empty_batch_still_expects")
class EmptyBatchIsNotChecked(Plain):
    """Has no look at the version when there is nothing to append."""

    def expect(self, stream, expected, version, events):
        if events:
            super().expect(stream, expected, version, events)


@MUTANTS.rejected_by("refused_expectations")
class TrueIsOne(Plain):
    """Takes True for version 1, as Python does."""

    def check_expected(self, expected):
        super().check_expected(expected + 0 if isinstance(expected, bool) else expected)


@MUTANTS.rejected_by("refused_expectations")
class NoneIsAny(Plain):
    """Takes None for no expectation."""

    def append(self, stream, events, *, expected=ANY):
        return super().append(stream, events, expected=ANY if expected is None else expected)


@MUTANTS.rejected_by("refused_expectations")
class MinusOneIsAConflict(Plain):
    """Takes -1 for a version that no stream has."""

    def check_expected(self, expected):
        super().check_expected(0 if expected == -1 else expected)
