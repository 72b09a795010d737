"""Outboxes whose relay loses, overtakes or repeats."""

from contextlib import suppress

from eventlab import Event
from mutants.outbox.plain import MUTANTS, Plain, Sequences


@MUTANTS.rejected_by("in_the_order_of_the_commits", at_least=True)
class NewestFirst(Plain):
    """Sends what is newest first."""

    def waiting(self):
        return self.run("SELECT id, event FROM outbox ORDER BY id DESC LIMIT 1")


@MUTANTS.rejected_by("in_the_order_of_the_commits", at_least=True)
class ByTheEventsId(Plain):
    """Sends in the order of the events' ids."""

    def waiting(self):
        rows = self.run("SELECT id, event FROM outbox")
        return sorted(rows, key=lambda row: Event.from_json(row[1]).id)


@MUTANTS.rejected_by("killed_before_the_mark", "two_relays")
class MarksFirst(Plain):
    """Marks, then publishes, and takes the mark back if that fails (unless it is killed)."""

    def step(self, id, event, publish):
        self.mark(id)
        try:
            self.publish(event, publish)
        except Exception:
            self.run("INSERT INTO outbox VALUES (?, ?)", id, event.to_json())
            raise


@MUTANTS.rejected_by("committed_is_sent", at_least=True)
class NeverMarks(Plain):
    """Sends everything again whenever it runs."""

    def relay(self, publish):
        rows = self.run("SELECT id, event FROM outbox ORDER BY id")
        for _, document in rows:
            self.publish(Event.from_json(document), publish)
        return len(rows)


@MUTANTS.rejected_by("stops_at_what_fails", at_least=True)
class SkipsWhatFails(Plain):
    """Goes on with the next event when one cannot be sent, and tries that one later."""

    def relay(self, publish):
        sent = 0
        for id, document in self.run("SELECT id, event FROM outbox ORDER BY id"):
            with suppress(ConnectionError):
                self.step(id, Event.from_json(document), publish)
                sent += 1
        return sent


@MUTANTS.rejected_by("stops_at_what_fails")
class GivesUpWhatFails(Plain):
    """Marks an event as sent although publish has failed."""

    def publish(self, event, publish):
        with suppress(ConnectionError):
            super().publish(event, publish)


@MUTANTS.rejected_by("two_relays")
class Claims(Plain):
    """Leaves to another relay what it has in hand, and goes on with the event behind it."""

    claimed = frozenset()

    def waiting(self):
        rows = self.run("SELECT id, event FROM outbox ORDER BY id")
        return [row for row in rows if (self.path, row[0]) not in Claims.claimed]

    def publish(self, event, publish):
        [place] = [(self.path, id) for id, row in self.waiting() if Event.from_json(row) == event]
        Claims.claimed |= {place}
        try:
            super().publish(event, publish)
        finally:
            Claims.claimed -= {place}


@MUTANTS.rejected_by("marks_only_its_own")
class NumbersAgain(Plain):
    """Gives a number out again when its event was sent."""

    TABLE = "CREATE TABLE IF NOT EXISTS outbox (id INTEGER PRIMARY KEY, event)"


@MUTANTS.rejected_by("marks_only_its_own", at_least=True)
class MarksWhateverIsFirst(Plain):
    """Marks whatever is first by then, instead of what it has sent."""

    def mark(self, id):
        self.run("DELETE FROM outbox WHERE id = (SELECT min(id) FROM outbox)")


@MUTANTS.rejected_by("async_publish_is_refused")
class NobodyAwaits(Plain):
    """Calls an async publish, and marks as sent what nobody has awaited."""

    def relay(self, publish):
        return super().relay(lambda event: [getattr(publish(event), "close", bool)()])


@MUTANTS.rejected_by("late_commit", features=["patience"])
class HighWaterMark(Sequences):
    """Remembers the last number sent and asks for higher ones: misses who commits late."""

    def waiting(self):
        return [n for n in self.tables["rows"] if n > self.tables.get("sent", 0)]

    def mark(self, number):
        self.tables["sent"] = number
