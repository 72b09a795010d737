"""Inboxes that know the wrong events."""

from mutants.inbox.plain import MUTANTS, Plain


@MUTANTS.rejected_by("effect_is_had_once", at_least=True)
class RecordsAndNeverLooks(Plain):
    """Writes down what it has seen, and has every effect again."""

    def record(self, connection, event):
        super().record(connection, event)
        return True


@MUTANTS.rejected_by("effect_is_had_once", at_least=True)
class NeverSaysNo(Plain):
    """Has the effect once and says True each time."""

    def once(self, event, effect):
        super().once(event, effect)
        return True


@MUTANTS.rejected_by("long_after", at_least=True)
class OnlyTheLastOne(Plain):
    """Remembers the last event alone: finds duplicates that are next to each other."""

    def record(self, connection, event):
        known = connection.execute("SELECT source, id FROM seen WHERE name = ?", (self.name,))
        new = (event.source, event.id) not in known.fetchall()
        connection.execute("DELETE FROM seen WHERE name = ?", (self.name,))
        super().record(connection, event)
        return new


@MUTANTS.rejected_by("by_source_and_id")
class IdAlone(Plain):
    """Takes an id for unique wherever it comes from."""

    def key(self, event):
        return self.name, "", event.id


@MUTANTS.rejected_by("not_by_content", at_least=True)
class ByContent(Plain):
    """Takes two events of the same content for one."""

    def key(self, event):
        same = event.type in ("Opened", "Looked") or event.subject is None
        return self.name, event.source, event.id if same else repr(dict(event.data))


@MUTANTS.rejected_by("outlives_its_process", at_least=True)
class InMemory(Plain):
    """Remembers in a set, which dies with the process."""

    seen = None

    def record(self, connection, event):
        self.seen = self.seen or set()
        new = self.key(event) not in self.seen
        self.seen.add(self.key(event))
        return new


@MUTANTS.rejected_by("names_keep_apart", "pruned_alone")
class OneNameForAll(Plain):
    """Ignores the name: what one consumer has handled, the other is never given."""

    def __init__(self, *, name="inbox", **options):
        super().__init__(**options)


@MUTANTS.rejected_by("pruned")
class ForgetsAll(Plain):
    """Forgets everything, however new."""

    def prune(self, older_than):
        return self.run("DELETE FROM seen WHERE name = ?", (self.name,))


@MUTANTS.rejected_by("pruned")
class NeverForgets(Plain):
    """Says that it has forgotten, and has not."""

    def prune(self, older_than):
        return 2


@MUTANTS.rejected_by("pruned_alone")
class ForgetsForAll(Plain):
    """Forgets what is old, whoever remembers it."""

    def prune(self, older_than):
        return self.run("DELETE FROM seen WHERE at < ?", (self.clock.now() - older_than,))
