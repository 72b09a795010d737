"""A learner reads their own history as the event store that the lessons teach."""

import io
import shutil
from pathlib import Path

import pytest

from eventlab import Event, Projection, SqliteStore
from eventlab.contracts.store import store as contract
from eventlab.course import my_events
from eventlab.course.facts import FACTS
from eventlab.course.learner.history import History, history, home, record
from eventlab.course.learner.mine import Pages
from eventlab.course.learner.understood import Understood

OLD = Path(__file__).parent / "data" / "history-1.db"
RIGHT = {"right": True, "chosen": [0]}
# Cases of what only a reader does; the others need a store that takes appends or beside handles.
READING = [case.name for case in contract.cases if case.run.__module__.endswith("reading")]


@pytest.fixture(autouse=True)
def fresh_history(tmp_path, monkeypatch):
    monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path / "home"))
    history.cache_clear()


class Written(Understood):
    """A history that can be appended to, as the contract wants it."""

    def __init__(self, folder):
        kept = History(folder)
        super().__init__(Pages(kept))
        self._path = kept.path

    def append(self, stream, events, **options):
        with SqliteStore(self._path) as store:
            return store.append(stream, events, **options)


def test_it_reads_as_every_store_does(tmp_path):
    made = []

    def make():
        made.append(Written(tmp_path / str(len(made))))
        return made[-1]

    report = contract.check(make, only=READING, features=())
    assert report.holds, report


def test_a_projection_follows_it_and_sees_what_comes_later(tmp_path):
    record("LessonOpened", "00_start_here")
    record("QuestionAnswered", "00-x", **RIGHT)

    def count(recorded, tx):
        tx.execute("INSERT INTO answer VALUES (?, ?)", (recorded.stream, recorded.version))

    schema = "CREATE TABLE answer (question TEXT, version INTEGER)"
    with Projection(my_events(), tmp_path / "mine.db", schema, {"QuestionAnswered": count}) as mine:
        assert mine.lag().positions == 2
        assert mine.catch_up() == 2
        record("QuestionAnswered", "00-x", **RIGHT)
        assert mine.lag().positions == 1
        assert mine.catch_up() == 1
        assert mine._database.read("SELECT * FROM answer") == [("00-x", 1), ("00-x", 2)]
        assert mine.rebuild() == 3


def test_it_cannot_be_written():
    with pytest.raises(io.UnsupportedOperation, match="cards write it"):
        my_events().append("00-x", [Event("LessonOpened")])
    assert list(my_events().read_all()) == []


def test_old_events_come_in_their_newest_version_and_impossible_ones_not_at_all():
    home().mkdir(parents=True)
    shutil.copy(OLD, home() / "history.db")
    history(home()).append(Event("QuestionAnswered", {"right": "perhaps"}, subject="00-x"))
    history(home()).append(Event("DreamDreamt", {"of": "queues"}, subject="00-y"))
    found = [each.event for each in my_events().read_all()]
    assert len(found) == 11
    assert found[-1].type == "DreamDreamt"
    for event in found[:-1]:
        assert FACTS.upcast(event) is event, "there is nothing newer"
        assert "won" not in event.data


def test_no_file_is_held_open_while_it_is_read():
    with SqliteStore(history(home()).path) as store:
        store.append("00-x", [Event("DreamDreamt", subject="00-x") for _ in range(250)])
    reading = my_events().read_all()
    next(reading)
    record("QuestionAnswered", "00-new", **RIGHT)
    assert not home().joinpath("events.db-wal").exists(), "the last one who closes takes it away"
    assert len(list(reading)) == 250


def test_why_it_cannot_be_read_is_said(tmp_path, monkeypatch, capsys):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(OSError, match=r"events\.db cannot be read"):
        list(my_events().read_all())
    capsys.readouterr()


def test_its_events_are_told_in_its_docstring():
    for type in FACTS._latest:
        assert f"`{type}`" in my_events.__doc__
        for field in FACTS._latest[type].payload.__dataclass_fields__:
            assert f"`{field}`" in my_events.__doc__
