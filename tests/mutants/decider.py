"""Handling commands: a second right way, and wrong ones, each wrong in one step."""

from eventlab import Event, WrongVersion, handle
from eventlab.store import ANY
from mutants import Mutants

MUTANTS = Mutants()


class Plain:
    """A right way, cut into steps, so that a mutant can do one of them wrong."""

    attempts = 3

    def __call__(
        self, store, stream, decider, command, *, attempts=None, upcast=None, snapshots=None
    ):
        limit = self.attempts if attempts is None else attempts
        self.check(limit)
        for number in range(limit):
            version, state = self.past(store, stream, decider, upcast, snapshots)
            events = self.decided(decider, command, state)
            try:
                after = self.append(store, stream, events, version)
            except WrongVersion:
                if number == limit - 1:
                    return self.give_up()
                continue
            return self.save(snapshots, stream, after, self.later(decider, state, events))

    def check(self, limit):
        if limit < 1:
            raise ValueError("attempts")

    def past(self, store, stream, decider, upcast, snapshots):
        past = self.read(store, stream)
        version, state = self.begin(decider, snapshots, stream, len(past))
        for event in past[version:]:
            state = decider.evolve(state, self.newest(event, upcast))
        return len(past), state

    def read(self, store, stream):
        return [recorded.event for recorded in store.read(stream)]

    def begin(self, decider, snapshots, stream, length):
        found = self.found(snapshots, stream)
        return found if found and found[0] <= length else (0, decider.initial())

    def found(self, snapshots, stream):
        return snapshots.load(stream) if snapshots else None

    def newest(self, event, upcast):
        return upcast(event) if upcast else event

    def decided(self, decider, command, state):
        events = decider.decide(command, state)
        if not isinstance(events, list):
            raise TypeError("a list, please")
        return events

    def append(self, store, stream, events, version):
        return store.append(stream, events, expected=version)

    def later(self, decider, state, events):
        for event in events:
            state = decider.evolve(state, event)
        return state

    def save(self, snapshots, stream, version, state):
        if snapshots:
            snapshots.save(stream, version, state)

    def give_up(self):
        raise


IMPLEMENTATIONS = {"handle": lambda: handle, "Plain": Plain}


@MUTANTS.rejected_by(
    "overtaken", "gives_up", "as_often_as_asked", "snapshot_and_overtaken", at_least=True
)
class ExpectsNothing(Plain):
    """Appends whatever has happened meanwhile."""

    def append(self, store, stream, events, version):
        return store.append(stream, events, expected=ANY)


@MUTANTS.rejected_by("overtaken", "overtaken_and_fine", at_least=True)
class NeverAgain(Plain):
    """Gives up at the first conflict."""

    attempts = 1


@MUTANTS.rejected_by("gives_up", "as_often_as_asked")
class GivesUpInSilence(Plain):
    """Returns when it has given up, as if it had appended."""

    def give_up(self):
        return None


@MUTANTS.rejected_by("overtaken", at_least=True)
class AppendsTheOldDecision(Plain):
    """At a conflict it appends what it had decided before, at the new version."""

    def append(self, store, stream, events, version):
        try:
            return store.append(stream, events, expected=version)
        except WrongVersion as wrong:
            return store.append(stream, events, expected=wrong.actual)


@MUTANTS.rejected_by("decided_on_the_past", "overtaken_and_fine", at_least=True)
class ForgetsThePast(Plain):
    """Decides on the initial state."""

    def past(self, *arguments):
        version, _ = super().past(*arguments)
        return version, arguments[2].initial()


@MUTANTS.rejected_by("decided_on_the_past", at_least=True)
class Backwards(Plain):
    """Folds the newest event first."""

    def read(self, store, stream):
        return super().read(store, stream)[::-1]


@MUTANTS.rejected_by("refused", "overtaken", at_least=True)
class SwallowsTheRefusal(Plain):
    """A refused command is as if it had led to nothing."""

    def decided(self, decider, command, state):
        try:
            return super().decided(decider, command, state)
        except LookupError:
            return []


@MUTANTS.rejected_by("first_command", at_least=True)
class NeedsAPast(Plain):
    """Fails on a stream that does not exist."""

    def read(self, store, stream):
        past = super().read(store, stream)
        past[0]
        return past


@MUTANTS.rejected_by("several_events")
class OneAtATime(Plain):
    """Appends each event by itself."""

    def append(self, store, stream, events, version):
        for event in events:
            version = store.append(stream, [event], expected=version)
        return version


@MUTANTS.rejected_by("several_events")
class FirstOnly(Plain):
    """Appends the first event of several."""

    def append(self, store, stream, events, version):
        return super().append(store, stream, events[:1], version)


@MUTANTS.rejected_by("nothing_decided")
class TellsOfNothing(Plain):
    """Appends an event when nothing has happened."""

    def append(self, store, stream, events, version):
        nothing = [Event("NothingHappened", {"amount": 0})]
        return super().append(store, stream, events or nothing, version)


@MUTANTS.rejected_by("streams_apart")
class OneInitialState(Plain):
    """Makes the initial state once for all."""

    def __init__(self):
        self.state = None

    def begin(self, decider, snapshots, stream, length):
        version, state = super().begin(decider, snapshots, stream, length)
        if version == 0:
            state = self.state = state if self.state is None else self.state
        return version, state


@MUTANTS.rejected_by("as_often_as_asked")
class ThreeTimes(Plain):
    """Tries three times, whatever is asked."""

    def __call__(self, *arguments, attempts=3, **options):
        self.check(attempts)
        return super().__call__(*arguments, attempts=3, **options)


@MUTANTS.rejected_by("as_often_as_asked")
class NoAttempt(Plain):
    """Takes no attempt at all for a way to handle a command."""

    def check(self, limit):
        pass


@MUTANTS.rejected_by("upcast_on_reading")
class ReadsTheOldForm(Plain):
    """Folds old events as they are."""

    def newest(self, event, upcast):
        return event


@MUTANTS.rejected_by("no_list")
class TakesAnything(Plain):
    """Takes None for no events, and a bare event for a list."""

    def decided(self, decider, command, state):
        events = decider.decide(command, state) or []
        return [events] if isinstance(events, Event) else events


@MUTANTS.rejected_by("from_a_snapshot")
class IgnoresSnapshots(Plain):
    """Folds everything each time."""

    def found(self, snapshots, stream):
        return None


@MUTANTS.rejected_by("from_a_snapshot")
class NeverSaves(Plain):
    """Reads snapshots and makes none."""

    def save(self, snapshots, stream, version, state):
        pass


@MUTANTS.rejected_by("from_a_snapshot")
class SavesThePast(Plain):
    """Saves the state before the command under the version after it."""

    def later(self, decider, state, events):
        return state


@MUTANTS.rejected_by(
    "from_a_snapshot", "snapshot_of_the_future", "snapshot_and_overtaken", at_least=True
)
class SnapshotIsTheTruth(Plain):
    """Decides on the snapshot alone."""

    def past(self, store, stream, decider, upcast, snapshots):
        found = self.found(snapshots, stream)
        version, state = super().past(store, stream, decider, upcast, None)
        return (version, found[1]) if found else (version, state)


@MUTANTS.rejected_by("snapshot_of_the_future")
class BelievesTheFuture(Plain):
    """Begins from a snapshot that is ahead of its stream."""

    def begin(self, decider, snapshots, stream, length):
        return self.found(snapshots, stream) or (0, decider.initial())


@MUTANTS.rejected_by("snapshot_and_overtaken")
class KeepsTheFirstState(Plain):
    """Asks for the snapshot once, and folds into the same object again at the next attempt."""

    def __init__(self):
        self.first = None

    def found(self, snapshots, stream):
        if snapshots and self.first is None:
            self.first = snapshots.load(stream)
        return self.first
