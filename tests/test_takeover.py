"""An old history becomes a store: whole, once, and the old file is kept."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from histories import ids

from eventlab import Event, SqliteStore
from eventlab.course.facts import FACTS
from eventlab.course.learner import keeping, takeover
from eventlab.course.learner.history import History, record

OLD = Path(__file__).parent / "data" / "history-1.db"  # every payload in its first version
SEEDS = [f"seed-{n}" for n in range(10)]


@pytest.fixture
def home(tmp_path):
    shutil.copy(OLD, tmp_path / "history.db")
    return tmp_path


def stored(folder):
    with SqliteStore(folder / "events.db") as store:
        return list(store.read_all())


def rows(path):
    with closing(sqlite3.connect(path)) as file:
        return [body for (body,) in file.execute("SELECT event FROM history ORDER BY position")]


def write_as_before(folder, *ids):
    """Add events in the way of an eventlab that knows of no store."""
    with closing(sqlite3.connect(folder / "history.db")) as file, file:
        file.execute(
            "CREATE TABLE IF NOT EXISTS history "
            "(position INTEGER PRIMARY KEY, event BLOB NOT NULL) STRICT"
        )
        for id in ids:
            body = Event("LessonOpened", id=id, subject="03_event_bus").to_json()
            file.execute("INSERT INTO history (event) VALUES (?)", (body,))
        file.execute("PRAGMA user_version = 1")


def test_an_old_file_is_taken_over_to_the_last_event_and_kept_as_it_was(home, capsys):
    events = History(home).read()
    assert [e.id for e in events] == SEEDS
    assert [each.event for each in stored(home)] == [Event.from_json(row) for row in rows(OLD)]
    assert (home / "history.old-1.db").read_bytes() == OLD.read_bytes()
    assert not (home / "history.db").exists()
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    for part in ("10 events", "events.db", "history.old-1.db"):
        assert part in told
    assert ids(History(home)) == SEEDS, "once"
    assert capsys.readouterr().err == ""


def test_each_thing_asked_has_a_stream_of_its_own(home):
    History(home)
    for each in stored(home):
        assert each.stream == each.event.subject


def test_old_payloads_are_read_in_their_newest_version_and_stored_as_they_were(home):
    settled = [e for e in History(home).read() if e.type == "BetSettled"]
    assert [FACTS.read(e).right for e in settled] == [False, True]
    assert all("won" not in e.data for e in settled)
    assert all("won" in r.event.data for r in stored(home) if r.event.type == "BetSettled")


def test_an_old_history_goes_on_with_new_events(home, monkeypatch):
    monkeypatch.setenv("EVENTLAB_HOME", str(home))
    record("BetSettled", "03-who-ran", right=True, chosen=1, happened=["stock"])
    settled = [e.data["right"] for e in History(home).read() if e.type == "BetSettled"]
    assert settled == [False, True, True]


def test_what_an_older_eventlab_writes_afterwards_is_taken_over_too(home, capsys):
    history = History(home)
    history.append(Event("LessonOpened", id="new", subject="04_async"))
    write_as_before(home, "late", "later")
    assert ids(history) == [*SEEDS, "new", "late", "later"]
    assert "2 events" in capsys.readouterr().err
    assert [path.name for path in history.set_aside()] == ["history.old-1.db", "history.old-2.db"]


def test_what_is_written_in_the_middle_of_it_is_taken_over_too(home, monkeypatch):
    add, calls = takeover._add, []

    def add_and_be_overtaken(old, new):
        done = add(old, new)
        if not calls:
            write_as_before(home, "in the middle")
        calls.append(old.name)
        return done

    monkeypatch.setattr(takeover, "_add", add_and_be_overtaken)
    assert ids(History(home)) == [*SEEDS, "in the middle"]
    assert calls == ["history.db", "history.old-1.db"]
    assert len(rows(home / "history.old-1.db")) == 11


KILLED = """
import os, pathlib, sqlite3, sys, tempfile
from eventlab import SqliteStore
from eventlab.course.learner.history import History
left = int(sys.argv[2])
def step(event, args):
    global left
    if event in ("append", "os.rename", "os.remove", "sqlite3.connect"):
        left -= 1
        if left == 0:
            os._exit(9)
def append_or_die(*args, **options):
    step("append", args)
    return append(*args, **options)
append, SqliteStore.append = SqliteStore.append, append_or_die
sys.addaudithook(step)
History(pathlib.Path(sys.argv[1]))
os._exit(0)
"""


def test_whenever_it_is_killed_there_is_the_old_file_or_the_new_one(tmp_path):
    for step in range(1, 200):
        folder = tmp_path / str(step)
        folder.mkdir()
        shutil.copy(OLD, folder / "history.db")
        command = [sys.executable, "-c", KILLED, str(folder), str(step)]
        code = subprocess.run(command, check=False, timeout=120).returncode
        assert code in (0, 9)
        if (folder / "events.db").exists():
            assert [each.event.id for each in stored(folder)] == SEEDS
        else:
            assert (folder / "history.db").read_bytes() == OLD.read_bytes()
        assert ids(History(folder)) == SEEDS
        assert (folder / "history.old-1.db").read_bytes() == OLD.read_bytes()
        assert not (folder / "events.part.db").exists()
        if code == 0:
            assert step > 10, "it was killed at that many places"
            return
    raise AssertionError("it never came to its end")


def test_while_another_kernel_is_at_the_files_nobody_touches_them(home, capsys, monkeypatch):
    monkeypatch.setattr(keeping, "PATIENCE", 0.01)
    with keeping.alone(home):
        history = History(home)
        history.append(Event("LessonOpened", id="new", subject="04_async"))
        assert (home / "history.db").read_bytes() == OLD.read_bytes()
        assert not (home / "events.db").exists()
    assert "locked" in capsys.readouterr().err
    assert ids(history) == [*SEEDS, "new"]


def test_two_kernels_take_it_over_once(home):
    script = (
        "import sys, pathlib; from eventlab import Event\n"
        "from eventlab.course.learner.history import *\n"
        "History(pathlib.Path(sys.argv[1])).append(Event('LessonOpened', id=sys.argv[2]))"
    )
    kernels = [subprocess.Popen([sys.executable, "-c", script, str(home), name]) for name in "ab"]
    assert [kernel.wait(timeout=120) for kernel in kernels] == [0, 0]
    found = ids(History(home))
    assert found[:10] == SEEDS
    assert sorted(found[10:]) == ["a", "b"]


def test_of_a_damaged_old_file_is_taken_what_can_be_read(home, capsys):
    write_as_before(home, *(f"later-{n}" for n in range(400)))
    content = bytearray((home / "history.db").read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = bytes(4096)
    (home / "history.db").write_bytes(content)
    found = ids(History(home))
    assert found[:10] == SEEDS
    assert found[-1] == "later-399"
    assert 360 < len(found) < 410, "one page of four kilobytes is lost"
    assert (home / "history.old-1.db").read_bytes() == content
    told = capsys.readouterr().err
    assert "was damaged" in told
    assert f"{len(found)} events" in told


@pytest.mark.parametrize("content", [b"", b"this is a letter to my aunt\n" * 300])
def test_a_file_that_is_no_history_is_kept_and_said(tmp_path, capsys, content):
    (tmp_path / "history.db").write_bytes(content)
    assert ids(History(tmp_path)) == []
    assert (tmp_path / "history.old-1.db").read_bytes() == content
    assert "history.old-1.db" in capsys.readouterr().err


def test_without_room_for_it_the_old_file_stays_and_the_lesson_goes_on(home, capsys, monkeypatch):
    def no_room(*_):
        raise OSError(28, "no room")

    with monkeypatch.context() as full:
        full.setattr(keeping, "add", no_room)
        history = History(home)
        history.append(Event("LessonOpened", id="new", subject="04_async"))
        assert (home / "history.db").read_bytes() == OLD.read_bytes()
        assert not (home / "events.db").exists()
    assert capsys.readouterr().err.count("no room") == 1
    assert ids(history) == [*SEEDS, "new"]
