"""Both stores beside each other, in one process."""

import gc
import pickle
import tempfile
import tracemalloc
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from eventlab import (
    ANY,
    EXISTS,
    NO_STREAM,
    Event,
    MemoryStore,
    Recorded,
    SqliteStore,
    WrongVersion,
)

STREAMS = st.sampled_from(["a", "b", "c"])
EXPECTED = st.one_of(st.sampled_from([ANY, ANY, NO_STREAM, EXISTS]), st.integers(0, 12))
AFTER = st.integers(0, 15) | st.just(2**70)
LIMIT = st.none() | st.integers(0, 7) | st.just(2**70)


@pytest.fixture(params=[MemoryStore, SqliteStore])
def make(request, tmp_path):
    """Make a store of one of the two kinds; close it at the end."""
    made = []

    def store():
        place = [tmp_path / "store.db"] if request.param is SqliteStore else []
        made.append(request.param(*place))
        return made[-1]

    yield store
    for each in made:
        if isinstance(each, SqliteStore):
            each.close()


def paid(*ids):
    return [Event("Paid", id=str(id)) for id in ids]


class SideBySide(RuleBasedStateMachine):
    """Whatever is done to both stores, both answer the same, and as a dict of lists would."""

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.path = Path(self.folder.name) / "store.db"
        self.stores = [MemoryStore(), SqliteStore(self.path)]
        self.written = {}
        self.readings = []
        self.count = 0

    def teardown(self):
        self.readings.clear()
        self.stores[1].close()
        self.folder.cleanup()

    def both(self, method, *arguments, **options):
        """Call the method of both; return what both answered."""
        answers = []
        for store in self.stores:
            try:
                answer = getattr(store, method)(*arguments, **options)
                answers.append(answer if method == "append" else list(answer))
            except WrongVersion as error:
                answers.append((error.stream, error.expected, error.actual))
        assert answers[0] == answers[1]
        return answers[0]

    @rule(stream=STREAMS, size=st.integers(0, 4), expected=EXPECTED)
    def append(self, stream, size, expected):
        events = paid(*range(self.count, self.count + size))
        self.count += size
        before = len(self.written.get(stream, ()))
        fits = {ANY: True, NO_STREAM: not before, EXISTS: before > 0}.get(
            expected, expected == before
        )
        answer = self.both("append", stream, events, expected=expected)
        assert answer == (before + size if fits else (stream, expected, before))
        if fits and events:
            self.written.setdefault(stream, []).extend(events)

    @precondition(lambda self: self.written)
    @rule(data=st.data(), size=st.integers(1, 3))
    def append_behind_what_one_knows(self, data, size):
        stream = data.draw(st.sampled_from(sorted(self.written)))
        self.append(stream, size, len(self.written[stream]))

    @rule(stream=STREAMS, after=AFTER, limit=LIMIT)
    def read(self, stream, after, limit):
        found = self.both("read", stream, after=after, limit=limit)
        whole = list(enumerate(self.written.get(stream, ()), start=1))
        assert [(each.version, each.event) for each in found] == whole[after:][:limit]

    @rule(after=AFTER, limit=LIMIT)
    def read_all(self, after, limit):
        self.both("read_all", after=after, limit=limit)

    @rule(stream=st.none() | STREAMS, after=AFTER, limit=LIMIT)
    def begin_to_read(self, stream, after, limit):
        options = {"after": after, "limit": limit}
        pair = [
            store.read(stream, **options) if stream else store.read_all(**options)
            for store in self.stores
        ]
        self.readings.append(pair)

    @precondition(lambda self: self.readings)
    @rule(data=st.data(), count=st.integers(1, 5))
    def go_on_reading(self, data, count):
        pair = data.draw(st.sampled_from(self.readings))
        ours, theirs = [list(islice(reading, count)) for reading in pair]
        assert ours == theirs
        if len(ours) < count:  # it has ended; what comes later is for another reading
            self.readings.remove(pair)

    @rule()
    def open_the_file_again(self):
        self.readings.clear()
        self.stores[1].close()
        self.stores[1] = SqliteStore(self.path)

    @invariant()
    def positions_have_no_gaps(self):
        whole = self.both("read_all")
        assert [each.position for each in whole] == list(range(1, len(whole) + 1))


TestSideBySide = SideBySide.TestCase
TestSideBySide.settings = settings(max_examples=60, stateful_step_count=50, deadline=None)


@pytest.mark.parametrize(
    ("expected", "actual", "said"),
    [
        (2, 3, "stream 'order-7': expected version 2, but it is at version 3"),
        (5, 0, "stream 'order-7': expected version 5, but it does not exist"),
        (EXISTS, 0, "stream 'order-7': expected an existing stream, but it does not exist"),
        (NO_STREAM, 3, "stream 'order-7': expected no stream, but it is at version 3"),
        (0, 3, "stream 'order-7': expected no stream, but it is at version 3"),
    ],
)
def test_a_conflict_says_what_was_expected_and_found_and_what_to_do(make, expected, actual, said):
    store = make()
    store.append("order-7", paid(*range(actual)))
    with pytest.raises(WrongVersion) as refusal:
        store.append("order-7", paid(9), expected=expected)
    assert str(refusal.value) == f"{said}. Read it, decide again"


def test_a_conflict_may_be_reported_by_another_process():
    error = WrongVersion("a", NO_STREAM, 3)
    copy = pickle.loads(pickle.dumps(error))
    assert str(copy) == str(error) and copy.expected is NO_STREAM
    assert error.args == ("a", NO_STREAM, 3)


def test_expectations_show_themselves_by_their_names():
    assert repr([ANY, NO_STREAM, EXISTS]) == "[ANY, NO_STREAM, EXISTS]"


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda store: store.append("", paid(1)), ValueError, "stream is empty"),
        (lambda store: store.append(7, paid(1)), TypeError, "stream is a int, not text"),
        (lambda store: store.read("\ud800"), ValueError, "stream holds half a character"),
        (
            lambda store: store.append("a", paid(1)[0]),
            TypeError,
            r"^events is a single Event: put it into a list$",
        ),
        (lambda store: store.append("a", ["Paid"]), TypeError, "a store keeps events, not a str"),
        (
            lambda store: store.append("a", paid(1), expected=True),
            TypeError,
            "expected is True, not a version, or one of ANY, NO_STREAM and EXISTS",
        ),
        (
            lambda store: store.append("a", paid(1), expected=-1),
            ValueError,
            "expected is -1, and must be at least 0",
        ),
        (
            lambda store: store.read("a", after=-1),
            ValueError,
            "after is -1, and must be at least 0",
        ),
        (lambda store: store.read_all(after="1"), TypeError, "after is '1', not a version or pos"),
        (
            lambda store: store.read_all(limit=1.5),
            TypeError,
            r"limit is 1.5, not a number of events, or None for all$",
        ),
        (
            lambda store: store.read("a", limit=-2),
            ValueError,
            "limit is -2, and must be at least 0",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_name_at_the_call(make, call, kind, message):
    store = make()
    with pytest.raises(kind, match=message):
        call(store)
    assert list(store.read_all()) == []


def test_a_recorded_event_can_neither_be_changed_nor_taken_for_another(make):
    store = make()
    store.append("a", events := paid(1, 2))
    first, second = store.read("a")
    assert first == Recorded(events[0], "a", 1, 1) != second
    with pytest.raises(AttributeError):
        first.version = 5


def test_who_reads_on_behind_any_number_finds_nothing(make):
    store = make()
    store.append("a", paid(*range(130)))
    assert [each.position for each in store.read_all(after=128)] == [129, 130]
    for after in (130, 2**63 - 1, 2**63, 2**64):
        assert [*store.read("a", after=after), *store.read_all(after=after)] == []


def test_events_may_be_read_and_appended_in_the_same_loop(make):
    store = make()
    store.append("a", paid(*range(3)))
    for each in store.read_all(limit=3):
        store.append("b", [each.event], expected=each.position - 1)
    copied = [each.event.id for each in store.read("b")]
    assert copied == ["0", "1", "2"]


def test_a_batch_may_be_made_of_what_is_being_read_from_the_same_store(make):
    store = make()
    store.append("a", paid(1, 2))
    assert store.append("b", (each.event for each in store.read("a"))) == 2


def test_a_reading_takes_the_same_memory_however_long_it_is(make):
    store = make()
    store.append("a", [Event("Paid", {"filler": "x" * 1_000})] * 5_000)
    gc.collect()
    tracemalloc.start()
    try:
        assert sum(1 for _ in store.read("a")) == sum(1 for _ in store.read_all()) == 5_000
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 500_000, "a page of 100 bodies, and a few events"
