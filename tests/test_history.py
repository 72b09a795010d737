"""The learner's history survives what files have to survive."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from eventlab import Event
from eventlab.course import history as module
from eventlab.course.facts import FACTS
from eventlab.course.history import History, record
from eventlab.schema import InvalidPayload

OLD = Path(__file__).parent / "data" / "history-1.db"  # every payload in its first version


def ids(history):
    return [event.id for event in history.read()]


def event(id):
    data = {"right": True, "chosen": [1]}
    return Event("QuestionAnswered", data, id=id, subject="03-x")


def test_events_come_back_in_order_and_in_another_process(tmp_path):
    first, second = History(tmp_path), History(tmp_path)
    first.append(event("1"))
    second.append(event("2"))
    first.append(event("3"))
    assert ids(first) == ids(second) == ids(History(tmp_path)) == ["1", "2", "3"]


def test_two_kernels_write_at_once_and_nothing_is_lost(tmp_path):
    script = (
        "import sys, pathlib; from eventlab import Event; from eventlab.course.history import *\n"
        "h = History(pathlib.Path(sys.argv[1]))\n"
        "for i in range(50): h.append(Event('A', id=f'{sys.argv[2]}-{i}'))"
    )
    kernels = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), name]) for name in "ab"
    ]
    assert [kernel.wait(timeout=120) for kernel in kernels] == [0, 0]
    assert len(set(ids(History(tmp_path)))) == 100


@pytest.mark.parametrize("damage", ["foreign", "truncated", "garbled"])
def test_a_damaged_file_is_kept_and_a_new_one_begun(tmp_path, capsys, damage):
    history = History(tmp_path)
    for number in range(200):
        history.append(event(str(number)))
    content = history.path.read_bytes()
    broken = {
        "foreign": b"this is a letter to my aunt\n" * 300,
        "truncated": content[: len(content) // 2],
        "garbled": content[:4096] + bytes(len(content) - 4096),
    }[damage]
    history.path.write_bytes(broken)
    anew = History(tmp_path)
    anew.append(event("new"))
    assert ids(anew)[-1] == "new"
    assert (tmp_path / "history.damaged-1.db").read_bytes() == broken
    assert "history.damaged-1.db" in capsys.readouterr().err


def test_what_can_be_read_on_both_sides_of_the_damage_begins_the_new_file(tmp_path, capsys):
    history = History(tmp_path)
    for number in range(400):
        history.append(event(str(number)))
    content = bytearray(history.path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = bytes(4096)
    history.path.write_bytes(content)
    saved = ids(History(tmp_path))
    assert saved[0] == "0"
    assert saved[-1] == "399"
    assert 350 < len(saved) < 400, "one page of four kilobytes is lost"
    assert f"begins with the {len(saved)} events that could be read" in capsys.readouterr().err


def test_a_good_file_that_is_taken_for_damaged_loses_nothing(tmp_path):
    late, quick = History(tmp_path), History(tmp_path)
    quick.append(event("1"))  # after it has begun the file anew, while `late` is still about to
    late._begin_anew(sqlite3.DatabaseError("seen a moment ago"))
    quick.append(event("2"))
    assert ids(late) == ids(quick) == ["1", "2"]


def test_a_file_that_is_damaged_while_the_notebook_is_open_loses_nothing_new(tmp_path):
    history = History(tmp_path)
    history.append(event("1"))
    history.path.write_bytes(b"this is a letter to my aunt\n" * 300)
    history.append(event("2"))
    assert ids(history) == ids(History(tmp_path)) == ["2"]


def test_a_file_that_is_taken_away_while_the_notebook_is_open_is_made_again(tmp_path):
    history = History(tmp_path / "home")
    history.append(event("1"))
    shutil.rmtree(tmp_path / "home")
    history.append(event("2"))
    assert ids(History(tmp_path / "home")) == ["2"]


def test_a_row_that_is_no_event_hides_no_other(tmp_path):
    history = History(tmp_path)
    history.append(event("1"))
    file = sqlite3.connect(history.path)
    with file:
        file.execute("INSERT INTO history (event) VALUES (?)", (b"{half an ev",))
    file.close()
    history.append(event("2"))
    assert ids(history) == ["1", "2"]


def test_a_folder_that_cannot_be_made_stops_nothing_and_is_said_once(tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    history = History(tmp_path / "file" / "folder")
    for number in "12":
        history.append(event(number))
    assert ids(history) == ["1", "2"]
    assert capsys.readouterr().err.count("until the kernel stops") == 1


def test_while_the_file_is_locked_events_wait_and_are_written_later(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    history = History(tmp_path)
    history.append(event("1"))
    lock = sqlite3.connect(history.path, isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    history.append(event("2"))
    lock.close()
    assert "cannot be written" in capsys.readouterr().err
    history.append(event("3"))
    assert ids(History(tmp_path)) == ["1", "2", "3"]
    assert history.trouble is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_read_only_folder_keeps_the_lesson_going(tmp_path, capsys):
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    history = History(tmp_path)
    history.append(event("1"))
    assert ids(history) == ["1"]
    assert "until the kernel stops" in capsys.readouterr().err


FULL_DISK = """
import resource, signal, sys, pathlib
from eventlab import Event
from eventlab.course.history import History
history = History(pathlib.Path(sys.argv[1]))
history.append(Event("LessonOpened", id="0"))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (history.path.stat().st_size, most))
for number in range(1, 100):
    history.append(Event("LessonOpened", id=str(number)))
assert len(history.read()) == 100 and history.trouble, history.trouble
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
history.append(Event("LessonOpened", id="100"))
assert history.trouble is None
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of a file's size there")
def test_while_the_disk_is_full_events_wait_and_are_written_later(tmp_path):
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("\n") == 1, "said in one line"
    assert "what you do is kept" in done.stderr
    assert ids(History(tmp_path)) == [str(number) for number in range(101)]


def test_what_waited_is_written_when_the_kernel_ends(tmp_path):
    script = (
        "import sqlite3, sys, pathlib; from eventlab import Event\n"
        "from eventlab.course import history as module; module.PATIENCE = 0.01\n"
        "h = module.history(pathlib.Path(sys.argv[1]))\n"
        "lock = sqlite3.connect(h.path, isolation_level=None); lock.execute('BEGIN EXCLUSIVE')\n"
        "h.append(Event('LessonOpened', id='1')); assert h.trouble; lock.close()"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, timeout=120)
    assert ids(History(tmp_path)) == ["1"]


def test_an_old_file_is_read_in_the_newest_version_and_stays_as_it_was(tmp_path):
    shutil.copy(OLD, tmp_path / "history.db")
    events = History(tmp_path).read()
    assert [e.id for e in events] == [f"seed-{n}" for n in range(10)]
    settled = [e for e in events if e.type == "BetSettled"]
    assert [FACTS.read(e).right for e in settled] == [False, True]
    assert all("won" not in e.data for e in settled)
    assert (tmp_path / "history.db").read_bytes() == OLD.read_bytes()


def test_an_old_file_goes_on_with_new_events(tmp_path, monkeypatch):
    shutil.copy(OLD, tmp_path / "history.db")
    monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path))
    record("BetSettled", "03-who-ran", right=True, chosen=1, happened=["stock"])
    assert [e.data["right"] for e in History(tmp_path).read() if e.type == "BetSettled"] == [
        False,
        True,
        True,
    ]


def test_an_event_that_only_a_newer_version_knows_is_kept(tmp_path):
    history = History(tmp_path)
    history.append(Event("DreamDreamt", {"of": "queues"}, id="1"))
    assert ids(history) == ["1"]


def test_nothing_is_recorded_that_could_not_be_read_again():
    with pytest.raises(InvalidPayload, match="chosen"):
        record("QuestionAnswered", "03-x", right=True)
    with pytest.raises(LookupError, match="QuestionAsked"):
        record("QuestionAsked", "03-x")


def test_a_file_of_a_newer_version_is_left_alone(tmp_path, capsys):
    history = History(tmp_path)
    history.append(event("1"))
    with sqlite3.connect(history.path) as file:
        file.execute("PRAGMA user_version = 99")
    file.close()
    before = history.path.read_bytes()
    newer = History(tmp_path)
    newer.append(event("2"))
    assert "newer eventlab" in capsys.readouterr().err
    assert history.path.read_bytes() == before
    assert ids(newer)[-1] == "2"


def test_the_folder_is_the_systems_unless_one_is_chosen(monkeypatch, tmp_path):
    monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path))
    assert module.home() == tmp_path
    monkeypatch.delenv("EVENTLAB_HOME")
    assert "eventlab" in str(module.home())
