"""A projection beside a naive model: a dict that is folded from the events up to the checkpoint."""

import sqlite3
import tempfile
from collections import Counter
from contextlib import closing, nullcontext
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlite_files import RAM

from eventlab import Event, MemoryStore, Projection, RebuildNeeded

BATCH = 3
SOLD = "CREATE TABLE sold (item TEXT PRIMARY KEY, count INTEGER NOT NULL)"
ADD = (
    "INSERT INTO sold VALUES (?, ?) ON CONFLICT (item) DO UPDATE SET count = count + excluded.count"
)


class ProjectionBesideModel(RuleBasedStateMachine):
    """Two processes run the same projection, whose handlers now and then raise or change.

    Version n of the code counts every sale n times, so that a read model shows who has made it.
    """

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=RAM, ignore_cleanup_errors=True)
        self.path = Path(self.folder.name) / "model.db"
        self.store, self.events = MemoryStore(), []
        self.raises, self.version = False, 1  # of the handlers
        self.position, self.made_by = 0, 1
        self.projections = [self.open(), self.open()]

    def open(self):
        handlers = {"Sold": self.sold, "Returned": self.returned}
        options = {"version": self.version, "batch": BATCH}
        return Projection(self.store, self.path, SOLD, handlers, **options)

    def sold(self, recorded, tx):
        tx.execute(ADD, (recorded.event.data["item"], self.version))
        if self.raises and recorded.event.data["item"] == "glass":
            raise ZeroDivisionError("a broken glass")

    def returned(self, recorded, tx):
        tx.execute(ADD, (recorded.event.data["item"], -self.version))

    def broken_behind(self, position):
        """Return how many events from here on can be applied before one that raises."""
        for number, event in enumerate(self.events[position:]):
            if self.raises and (event.type, event.data["item"]) == ("Sold", "glass"):
                return number
        return None

    @rule(
        events=st.lists(
            st.tuples(
                st.sampled_from(["Sold", "Sold", "Returned", "Counted"]),
                st.sampled_from(["tea", "milk", "glass"]),
            ),
            max_size=7,
        ),
        stream=st.sampled_from("ab"),
    )
    def append(self, events, stream):
        new = [Event(type, {"item": item}) for type, item in events]
        self.store.append(stream, new)
        self.events += new

    @rule(who=st.integers(0, 1), limit=st.none() | st.integers(0, 8))
    def catch_up(self, who, limit):
        if limit != 0 and self.version != self.made_by:
            with pytest.raises(RebuildNeeded, match="call rebuild"):
                self.projections[who].catch_up(limit)
            return
        due = len(self.events) - self.position
        due = due if limit is None else min(due, limit)
        good = self.broken_behind(self.position)
        if good is None or good >= due:
            assert self.projections[who].catch_up(limit) == due
            self.position += due
        else:
            with pytest.raises(ZeroDivisionError) as raised:
                self.projections[who].catch_up(limit)
            assert f"before position {self.position + good + 1}:" in raised.value.__notes__[0]
            self.position += good - good % BATCH

    @rule(who=st.integers(0, 1))
    def rebuild(self, who):
        fails = self.broken_behind(0) is not None
        with pytest.raises(ZeroDivisionError) if fails else nullcontext():
            assert self.projections[who].rebuild() == len(self.events)
        if not fails:
            self.position, self.made_by = len(self.events), self.version

    @rule(raises=st.booleans())
    def mend_or_break(self, raises):
        self.raises = raises

    @rule(who=st.integers(0, 1))
    def restart(self, who):
        self.projections[who].close()
        self.projections[who] = self.open()

    @rule()
    def deploy(self):
        self.version += 1
        self.restart(0)
        self.restart(1)

    @invariant()
    def the_read_model_is_the_fold_up_to_the_checkpoint(self):
        expected = Counter()
        for event in self.events[: self.position]:
            if event.type != "Counted":
                sign = 1 if event.type == "Sold" else -1
                expected[event.data["item"]] += sign * self.made_by
        with closing(sqlite3.connect(self.path)) as connection:
            assert dict(connection.execute("SELECT * FROM sold")) == expected
        for projection in self.projections:
            assert projection.position == self.position
            assert projection.lag().positions == len(self.events) - self.position

    def teardown(self):
        for projection in self.projections:
            projection.close()
        self.folder.cleanup()


TestProjectionBesideModel = ProjectionBesideModel.TestCase
TestProjectionBesideModel.settings = settings(
    max_examples=30, stateful_step_count=25, deadline=None
)
