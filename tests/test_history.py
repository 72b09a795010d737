"""The learner's history survives what files have to survive."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys

import pytest
from histories import event, ids, seeded

from eventlab import Event, SqliteStore
from eventlab.course.learner import history as module
from eventlab.course.learner import keeping
from eventlab.course.learner.history import History, record
from eventlab.schema import InvalidPayload


def test_events_come_back_in_order_and_in_another_process(tmp_path):
    first, second = History(tmp_path), History(tmp_path)
    first.append(event("1"))
    second.append(event("2"))
    first.append(event("3"))
    assert ids(first) == ids(second) == ids(History(tmp_path)) == ["1", "2", "3"]


def test_two_kernels_write_at_once_and_nothing_is_lost(tmp_path):
    script = (
        "import sys, pathlib; from eventlab import Event\n"
        "from eventlab.course.learner.history import *\n"
        "h = History(pathlib.Path(sys.argv[1]))\n"
        "for i in range(50): h.append(Event('A', id=f'{sys.argv[2]}-{i}'))"
    )
    kernels = [
        subprocess.Popen([sys.executable, "-c", script, str(tmp_path), name]) for name in "ab"
    ]
    assert [kernel.wait(timeout=120) for kernel in kernels] == [0, 0]
    assert len(set(ids(History(tmp_path)))) == 100


def test_what_was_written_although_it_seemed_to_fail_is_there_once(tmp_path, monkeypatch):
    history, append = History(tmp_path), SqliteStore.append

    def written_and_failed(*args, **options):
        append(*args, **options)
        raise OSError("the disk said no, too late")

    with monkeypatch.context() as broken:
        broken.setattr(SqliteStore, "append", written_and_failed)
        history.append(event("1"))
    history.append(event("2"))
    with SqliteStore(history.path) as store:
        assert [each.event.id for each in store.read_all()] == ["1", "2"]


def test_a_file_that_is_taken_away_while_the_notebook_is_open_is_made_again(tmp_path):
    history = History(tmp_path / "home")
    history.append(event("1"))
    shutil.rmtree(tmp_path / "home")
    history.append(event("2"))
    assert ids(History(tmp_path / "home")) == ["2"]


def test_a_card_reads_its_own_streams_and_no_others(tmp_path, monkeypatch):
    history = seeded(tmp_path, 500)
    for id, subject in (("a", "03-y"), ("b", "03-z"), ("c", "03-y")):
        history.append(Event("BetMade", {"chosen": 0, "confidence": 1}, id=id, subject=subject))
    read, from_json = [], Event.from_json
    monkeypatch.setattr(Event, "from_json", lambda body: read.append(body) or from_json(body))
    assert [each.id for each in history.past("03-y")] == ["a", "c"]
    assert [each.id for each in history.past("03-z", "03-y")] == ["a", "b", "c"]
    assert len(read) == 5


def test_a_folder_that_cannot_be_made_stops_nothing_and_is_said_once(tmp_path, capsys):
    (tmp_path / "file").write_text("in the way")
    history = History(tmp_path / "file" / "folder")
    for number in "12":
        history.append(event(number))
    assert ids(history) == ["1", "2"]
    assert capsys.readouterr().err.count("until the kernel stops") == 1


def test_while_the_file_is_locked_events_wait_and_are_written_later(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(keeping, "PATIENCE", 0.01)
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
    History(tmp_path).append(event("0"))
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    history = History(tmp_path)
    history.append(event("1"))
    assert ids(history) == ["0", "1"], "what is there can be read"
    assert "until the kernel stops" in capsys.readouterr().err


FULL_DISK = """
import resource, signal, sys, pathlib
from eventlab import Event
from eventlab.course.learner.history import History
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
        "from eventlab.course.learner import history as module, keeping\n"
        "keeping.PATIENCE = 0.01; h = module.history(pathlib.Path(sys.argv[1]))\n"
        "lock = sqlite3.connect(h.path, isolation_level=None); lock.execute('BEGIN EXCLUSIVE')\n"
        "h.append(Event('LessonOpened', id='1')); assert h.trouble; lock.close()"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=True, timeout=120)
    assert ids(History(tmp_path)) == ["1"]


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
    assert "update eventlab" in capsys.readouterr().err
    assert history.path.read_bytes() == before
    assert ids(newer) == ["2"], "what is new waits in memory"
    assert newer.set_aside() == []


def test_the_folder_is_the_systems_unless_one_is_chosen(monkeypatch, tmp_path):
    monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path))
    assert module.home() == tmp_path
    monkeypatch.delenv("EVENTLAB_HOME")
    assert "eventlab" in str(module.home())
