"""Both stores beside each other, in one process."""

import gc
import os
import pickle
import sqlite3
import tempfile
import tracemalloc
from contextlib import closing
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
    SqliteQueue,
    SqliteStore,
    WrongVersion,
    sqlite_store,
)
from eventlab.sqlite_format import Format

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
            "single Event: put it into a list",
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
            "limit is 1.5, not a number of events",
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


# The file of the durable one.


@pytest.fixture
def path(tmp_path):
    return tmp_path / "shop.db"


def everything(path):
    """All that lies in the file's folder, byte for byte."""
    return {each.name: each.read_bytes() for each in path.parent.iterdir()}


def filled(path):
    with SqliteStore(path) as store:
        store.append("a", [Event("Paid", {"filler": "x" * 1_000})] * 50)


def newer(path):
    newer = Format("store", b"evst", sqlite_store._FORMAT.version + 1, ("CREATE TABLE n (i)",))
    sqlite_store.Database(path, newer).close()


def cut_short(path):
    filled(path)
    os.truncate(path, path.stat().st_size - 5_000)


def damaged_at_its_head(path):
    filled(path)
    path.write_bytes(b"x" * 100 + path.read_bytes()[100:])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_text("my diary"), "is no eventlab store: not a database, or cut"),
        (lambda path: SqliteQueue(path).close(), "is no eventlab store: a database marked b'evqu'"),
        (newer, "is of version 2, and this eventlab knows version 1: update eventlab"),
        (cut_short, r"is cut short: it has \d+ of its \d+ bytes"),
        (damaged_at_its_head, "is no eventlab store: not a database, or cut short"),
    ],
)
def test_a_file_that_is_no_whole_store_is_refused_and_left_byte_for_byte(path, make, message):
    make(path)
    before = everything(path)
    with pytest.raises(ValueError, match=message) as refusal:
        SqliteStore(path)
    assert "shop.db" in str(refusal.value)
    assert everything(path) == before


def test_a_store_is_no_queue(path):
    filled(path)
    with pytest.raises(ValueError, match="no eventlab queue: a database marked b'evst'"):
        SqliteQueue(path)


def test_a_file_that_is_damaged_inside_is_said_to_be_so_by_who_reads_and_who_writes(path):
    filled(path)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with SqliteStore(path) as store:
        for use in (lambda: list(store.read("a")), lambda: store.append("a", paid(1))):
            with pytest.raises(ValueError, match=r"shop.db is damaged .*: use a copy that is not"):
                use()


@pytest.mark.parametrize("body", [b"", b"{}", b'{"specversion": "1.0"', b"\xff"])
def test_an_event_that_is_damaged_is_named_by_its_position(path, body):
    filled(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE event SET body = ? WHERE position = 7", (body,))
    with SqliteStore(path) as store:
        assert len(list(store.read("a", limit=6))) == 6
        for read in (store.read("a"), store.read_all()):
            with pytest.raises(ValueError, match=r"shop.db is damaged at position 7: "):
                list(read)


def test_the_file_is_of_version_1_with_these_columns_and_events_as_cloudevents_json(path):
    event = Event("Paid", {"sum": 5}, id="7")
    with SqliteStore(path) as store:
        store.append("order-7", [event])
    header = path.read_bytes()[:100]
    assert header[60:64] == b"\0\0\0\x01" and header[68:72] == b"evst"
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT position, stream, version, body FROM event").fetchall()
    assert rows == [(1, "order-7", 1, event.to_json())]


def test_the_file_itself_refuses_two_events_at_one_place(path):
    filled(path)
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(sqlite_store._APPEND, ("a", 7, b"{}"))


def test_each_step_of_the_durable_store_is_led_by_an_index(path):
    with SqliteStore(path) as store, store._database.transaction() as tx:
        for name, parameters in {
            "_VERSION": ("a",),
            "_READ": ("a", 0, 100),
            "_READ_ALL": (0, 100),
        }.items():
            plan = tx.execute(f"EXPLAIN QUERY PLAN {getattr(sqlite_store, name)}", parameters)
            steps = [step for *_, step in plan]
            assert steps and not [s for s in steps if "SCAN" in s or "TEMP" in s], (name, steps)


def test_a_store_that_is_closed_says_so_and_closing_twice_does_no_harm(path):
    with SqliteStore(path) as store:
        store.append("a", paid(1))
        reading = store.read("a")
    store.close()
    for use in (lambda: list(reading), lambda: store.append("a", paid(2))):
        with pytest.raises(ValueError, match=r"shop.db is closed"):
            use()
