"""Projections that are made anew in a wrong way."""

from mutants.projection.plain import MUTANTS, Plain


@MUTANTS.rejected_by("rebuilt", "written_while_rebuilt", at_least=True)
class AppliesOnTop(Plain):
    """Goes back to the first event, and leaves the model as it is."""

    def clear(self, connection):
        pass


@MUTANTS.rejected_by("rebuilt", at_least=True)
class OnlyOnce(Plain):
    """Returns at once when it has all events."""

    def rebuild(self):
        return super().rebuild() if self.missing() else 0


@MUTANTS.rejected_by("written_while_rebuilt", "failed_rebuild_changes_nothing", at_least=True)
class ClearsFirst(Plain):
    """Commits an empty model, and fills it bit by bit."""

    def clear(self, connection):
        super().clear(connection)
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")


@MUTANTS.rejected_by("failed_rebuild_changes_nothing")
class EmptyOnFailure(Plain):
    """Clears the model when a rebuild fails."""

    def rebuild(self):
        try:
            return super().rebuild()
        except BaseException:
            with self.transaction() as connection:
                self.clear(connection)
            raise


@MUTANTS.rejected_by("written_while_rebuilt", "rebuilt", at_least=True)
class ForgetsTheCheckpoint(Plain):
    """Rebuilds the model, and starts from the first event after that."""

    def rebuild(self):
        with self.transaction() as connection:
            self.clear(connection)
            events = list(self.store.read_all())
            for recorded in events:
                self.call(connection, recorded)
            return len(events)


@MUTANTS.rejected_by("written_while_rebuilt")
class MarksTheEndAfterwards(Plain):
    """Rebuilds what there was at the beginning, and marks what there is at the end."""

    def rebuild(self):
        with self.transaction() as connection:
            self.clear(connection)
            count = self.apply(connection, list(self.store.read_all()))
            for recorded in self.store.read_all():
                self.mark(connection, recorded)
            return count


@MUTANTS.rejected_by("appended_while_it_catches_up")
class MarksWhatCameMeanwhile(Plain):
    """Applies what there was, and marks the last event that there is now."""

    def one_batch(self, size):
        with self.transaction() as connection:
            events = self.read(self.begin(connection), size)
            self.apply(connection, events)
            if len(events) < size:
                for recorded in self.store.read_all():
                    self.mark(connection, recorded)
            return len(events)


@MUTANTS.rejected_by("another_version_is_refused")
class AnyVersionWillDo(Plain):
    """Goes on with what another version has made."""

    def check_version(self, version):
        pass


@MUTANTS.rejected_by("another_version_is_refused")
class NewerWillDo(Plain):
    """Refuses the old, and lets an old program go on with the new."""

    def check_version(self, version):
        if version < self.version:
            super().check_version(version)


@MUTANTS.rejected_by("another_version_is_refused")
class LeavesTheOldTables(Plain):
    """Makes the new tables, and leaves those of the old version behind."""

    def clear(self, connection):
        for statement in self.schema:
            connection.execute(f"DROP TABLE IF EXISTS {statement.split()[2]}")
        self.make(connection)
