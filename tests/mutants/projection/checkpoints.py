"""Projections whose read model and checkpoint come apart."""

import threading
from contextlib import suppress

from mutants.projection.plain import MUTANTS, Plain


@MUTANTS.rejected_by("killed_in_between", "failure_leaves_all_as_it_was", at_least=True)
class CheckpointOutside(Plain):
    """Commits each effect, and moves the checkpoint in a transaction after it."""

    def call(self, connection, recorded):
        connection.execute("COMMIT")
        super().call(connection, recorded)
        connection.execute("BEGIN IMMEDIATE")


@MUTANTS.rejected_by("killed_in_between", "failure_leaves_all_as_it_was", at_least=True)
class CheckpointFirst(Plain):
    """Commits the checkpoint before the effect: a crash in between loses the effect."""

    def call(self, connection, recorded):
        self.mark(connection, recorded)
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")
        super().call(connection, recorded)


@MUTANTS.rejected_by("killed_in_between", "failed_rebuild_changes_nothing")
class CommitsWhatWasKilled(Plain):
    """Rolls back what failed, and commits what was interrupted."""

    def call(self, connection, recorded):
        try:
            super().call(connection, recorded)
        except Exception:
            raise
        except BaseException:
            connection.execute("COMMIT")
            raise


@MUTANTS.rejected_by("applied_once", "outlives_its_process", at_least=True)
class FromTheStart(Plain):
    """Has no checkpoint: every time it applies all events."""

    def catch_up(self, limit=None):
        with self.transaction() as connection:
            connection.execute("UPDATE mark SET at = 0 WHERE name = ?", (self.name,))
        return super().catch_up(limit)


@MUTANTS.rejected_by("outlives_its_process", at_least=True)
class CheckpointInMemory(Plain):
    """Keeps the checkpoint in the object: a restart begins anew."""

    reached = 0

    def begin(self, connection):
        return self.reached

    def mark(self, connection, recorded):
        super().mark(connection, recorded)
        self.reached = recorded.position


@MUTANTS.rejected_by("others_passed_over", "lag_is_told", at_least=True)
class MarksWhatItHandles(Plain):
    """Moves the checkpoint only for events that it has a handler for."""

    def mark(self, connection, recorded):
        if recorded.event.type in self.handlers:
            super().mark(connection, recorded)


@MUTANTS.rejected_by("others_passed_over", at_least=True)
class HandlesEverything(Plain):
    """Gives every event to its one handler."""

    def call(self, connection, recorded):
        self.handlers["Paid"](recorded, connection)


@MUTANTS.rejected_by("all_streams", "failure_names_its_place", at_least=True)
class OneStream(Plain):
    """Follows the first stream that it knows."""

    def read(self, after, size):
        first = [r.stream for r in self.store.read_all(limit=1)]
        return list(self.store.read(first[0], after=after, limit=size)) if first else []


@MUTANTS.rejected_by("all_streams", at_least=True)
class MarksTheVersion(Plain):
    """Takes the version in the stream for the position in the store."""

    def mark(self, connection, recorded):
        query = "UPDATE mark SET at = ?, id = ? WHERE name = ?"
        connection.execute(query, (recorded.version, recorded.event.id, self.name))

    def check_store(self, at, id):
        pass


@MUTANTS.rejected_by("failure_leaves_all_as_it_was", at_least=True)
class SkipsWhatFails(Plain):
    """Passes over an event whose handler raises."""

    def call(self, connection, recorded):
        with suppress(LookupError):
            super().call(connection, recorded)


@MUTANTS.rejected_by("failure_leaves_all_as_it_was", "whole_batches_stay", at_least=True)
class KeepsWhatWentBefore(Plain):
    """Keeps what came before the failure in the same batch."""

    def one_batch(self, size):
        done = 0
        while done < size and super().one_batch(1):
            done += 1
        return done


@MUTANTS.rejected_by("whole_batches_stay")
class OneBatchForAll(Plain):
    """Applies everything in one transaction."""

    def catch_up(self, limit=None):
        self.batch = 1_000_000
        return super().catch_up(limit)


@MUTANTS.rejected_by("limited", at_least=True)
class RoundsUpToTheBatch(Plain):
    """Applies whole batches, whatever the limit."""

    def one_batch(self, size):
        return super().one_batch(self.batch if size else 0)


@MUTANTS.rejected_by("limited")
class NoneIsAll(Plain):
    """Takes a limit of 0 for none at all."""

    def catch_up(self, limit=None):
        return super().catch_up(limit or None)


@MUTANTS.rejected_by("failure_names_its_place")
class SaysNothing(Plain):
    """Lets the error out as it is."""

    def note(self, error, recorded):
        pass


@MUTANTS.rejected_by("several_at_once")
class ReadsTheCheckpointOutside(Plain):
    """Reads checkpoint and events before the transaction in which it applies them."""

    def one_batch(self, size):
        connection = self.connect()
        events = self.read(self.begin(connection), size)
        connection.close()
        threading.Event().wait(0.005)
        with self.transaction() as connection:
            return self.apply(connection, events)


@MUTANTS.rejected_by("under_way_elsewhere", at_least=True)
class EffectsOneByOne(Plain):
    """Commits each effect before the batch's checkpoint: another one begins at the same place."""

    def apply(self, connection, events):
        for recorded in events:
            self.call(connection, recorded)
        for recorded in events[-1:]:
            self.mark(connection, recorded)
        return len(events)

    def call(self, connection, recorded):
        connection.execute("COMMIT")
        super().call(connection, recorded)
        connection.execute("BEGIN IMMEDIATE")


@MUTANTS.rejected_by("names_keep_apart", at_least=True)
class OneNameForAll(Plain):
    """Has one checkpoint in a database."""

    def setup(self, *, name="projection", **options):
        super().setup(**options)


@MUTANTS.rejected_by("lag_is_told")
class CountsFromTheStart(Plain):
    """Tells how many events there are, instead of how many it lacks."""

    def missing(self):
        return list(self.store.read_all()) if super().missing() else []


@MUTANTS.rejected_by("lag_is_told")
class AgeOfTheNewest(Plain):
    """Tells the age of the newest event: the more comes in, the less it seems behind."""

    def missing(self):
        return super().missing()[::-1]


@MUTANTS.rejected_by("store_that_lacks_the_checkpoint")
class TrustsTheStore(Plain):
    """Waits for a position that the store has lost, in silence."""

    def check_store(self, at, id):
        pass


@MUTANTS.rejected_by("not_from_within", at_least=True)
class WaitsForItself(Plain):
    """Does not see that it waits for the transaction that it is in."""

    def setup(self, **options):
        super().setup(**{**options, "patience": 0.0})

    def enter(self):
        pass
