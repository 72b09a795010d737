"""The read model of `progress` says what the events say, however it came about."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventlab import Event, MemoryStore, SqliteStore
from eventlab.course.facts import fact
from eventlab.course.learner.history import History
from eventlab.course.learner.read_model import Level, Standings, fold, standings

BEGIN = datetime(2026, 3, 1, 9, tzinfo=UTC)
SURE = st.sampled_from([0, 1, 2])


def answered(extra):
    return st.fixed_dictionaries({"right": st.booleans(), "chosen": st.just([0])}, optional=extra)


HAPPENED = st.one_of(
    st.tuples(st.just("LessonOpened"), st.sampled_from(["01_a", "02_b"]), st.just({})),
    st.tuples(
        st.just("QuestionAnswered"),
        st.sampled_from(["q", "r"]),
        answered({"confidence": SURE, "variant": st.sampled_from([0, 1, "before"])}),
    ),
    st.tuples(
        st.just("BetMade"),
        st.sampled_from(["b", "c"]),
        st.fixed_dictionaries({"chosen": st.just(0), "confidence": SURE}),
    ),
    st.tuples(
        st.just("BetSettled"),
        st.sampled_from(["b", "c"]),
        st.fixed_dictionaries(
            {"right": st.booleans(), "chosen": st.just(0), "happened": st.just([1])}
        ),
    ),
    st.tuples(
        st.just("ExerciseChecked"),
        st.just("t"),
        st.fixed_dictionaries(
            {"verdict": st.sampled_from(["passed", "failed", "not attempted"])},
            optional={"mistake": st.just("sorts-by-clock")},
        ),
    ),
    st.tuples(
        st.just("HelpTaken"),
        st.sampled_from(["q", "t"]),
        st.fixed_dictionaries({"help": st.sampled_from(["hint", "steps", "solution"])}),
    ),
)
PAUSES = st.sampled_from([timedelta(minutes=1), timedelta(hours=9), timedelta(days=3)])


def events_of(happened):
    time, events = BEGIN, []
    for (type, subject, data), pause in happened:
        time += pause
        event = fact(type, subject, data)
        object.__setattr__(event, "time", time)
        events.append(event)
    return events


@settings(max_examples=50)
@given(st.lists(st.tuples(HAPPENED, PAUSES), max_size=20), st.sets(st.integers(0, 20), max_size=3))
def test_kept_up_or_rebuilt_or_folded_without_a_file_it_is_the_same(happened, stops):
    store, events = MemoryStore(), events_of(happened)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        kept, anew = Path(folder, "kept.db"), Path(folder, "anew.db")
        for number, event in enumerate(events):
            store.append(event.subject, [event])
            if number in stops:
                standings(store, kept)
        assert standings(store, kept) == standings(store, anew) == fold(events)


@pytest.fixture
def store():
    store = MemoryStore()
    for number in range(6):
        data = {"right": number > 3, "chosen": [number], "confidence": number % 3}
        event = fact("QuestionAnswered", f"q{number % 2}", data)
        store.append(event.subject, [event])
    return store


def events_in(store):
    return [each.event for each in store.read_all()]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "progress.db"


def sql(path, *statements):
    with closing(sqlite3.connect(path)) as file, file:
        for statement in statements:
            file.execute(statement)


def foreign(path):
    path.write_bytes(b"this is a letter to my aunt\n" * 300)


def cut_short(path):
    path.write_bytes(path.read_bytes()[:6000])


def garbled(path):
    content = path.read_bytes()
    path.write_bytes(content[:4096] + bytes(len(content) - 4096))


def of_another_schema(path):
    sql(path, "ALTER TABLE tries DROP COLUMN mistake")


def without_a_table(path):
    sql(path, "DROP TABLE level")


def of_a_newer_format(path):
    sql(path, "UPDATE eventlab_tables SET version = 99")


def of_another_version(path):
    sql(path, "UPDATE eventlab_projection SET version = 99", "UPDATE tries SET mark = 'firm'")


def another_programs(path):
    sql(path, "PRAGMA application_id = 7")


@pytest.mark.parametrize(
    "harm",
    [
        *(foreign, cut_short, garbled, of_another_schema, without_a_table),
        *(of_a_newer_format, of_another_version, another_programs),
    ],
)
def test_a_read_model_that_cannot_be_used_is_made_anew(store, path, harm):
    whole = standings(store, path)
    harm(path)
    assert standings(store, path) == whole == fold(events_in(store))
    store.append("q0", [fact("QuestionAnswered", "q0", {"right": True, "chosen": [1]})])
    assert standings(store, path) == fold(events_in(store)), "and it goes on"


@pytest.mark.parametrize("count", [3, 6, 9])
def test_a_read_model_of_another_store_is_made_anew(store, path, count):
    standings(store, path)
    other = MemoryStore()
    for number in range(count):
        other.append("r", [fact("QuestionAnswered", "r", {"right": True, "chosen": [number]})])
    found = standings(other, path)
    assert set(found.tries) == {"r"}
    assert found == fold(events_in(other))


def test_only_what_is_new_is_read(store, path):
    standings(store, path)
    asked = []

    class Watched(MemoryStore):
        def read_all(self, *, after=0, limit=None):
            asked.append(after)
            return store.read_all(after=after, limit=limit)

    assert standings(Watched(), path) == fold(events_in(store))
    assert min(asked) == 5, "the event at the checkpoint, to see that this is its store"


def test_an_event_of_the_future_is_passed_over(store, path):
    before = standings(store, path)
    store.append("q0", [Event("DreamDreamt", {"of": "queues"}, subject="q0")])
    assert standings(store, path) == before


def test_while_the_read_model_cannot_be_written_the_standings_are_folded(tmp_path, capsys):
    history = History(tmp_path)
    history.append(fact("QuestionAnswered", "q", {"right": True, "chosen": 1, "confidence": 2}))
    (tmp_path / "progress.db").mkdir()
    assert history.standings().levels == {2: Level(1, 1)}
    assert history.trouble is None
    assert capsys.readouterr().err == ""


def test_what_waits_for_the_disk_counts(tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    history = History(tmp_path / "file" / "folder")
    history.append(fact("LessonOpened", "03_event_bus", {}))
    assert history.standings() == Standings(opened={"03_event_bus"})
    capsys.readouterr()


def test_after_a_damaged_store_was_replaced_the_read_model_follows_the_new_one(tmp_path, capsys):
    history = History(tmp_path)
    events = [
        fact("QuestionAnswered", f"q{n}", {"right": True, "chosen": "x" * 200}) for n in range(60)
    ]
    with SqliteStore(history.path) as store:
        for event in events:
            store.append(event.subject, [event])
    assert len(history.standings().tries) == 60
    content = bytearray(history.path.read_bytes())
    for page in range(4096, len(content), 4096):  # the first page of events that can be missed
        harmed = content[:page] + bytes(4096) + content[page + 4096 :]
        history.path.write_bytes(harmed)
        shutil.copy(history.path, tmp_path / "harmed.db")
        saved = History(tmp_path).read()
        if 0 < len(saved) < 60:
            break
    assert 0 < len(saved) < 60
    assert set(History(tmp_path).standings().tries) == {event.subject for event in saved}
    capsys.readouterr()
