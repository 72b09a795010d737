"""The learner's history survives what files have to survive."""

import os
import sqlite3
import stat
import subprocess
import sys

import pytest

from eventlab import Event
from eventlab.course import history as module
from eventlab.course.history import History


def ids(history):
    return [event.id for event in history.read()]


def event(id):
    return Event("QuestionAnswered", {"right": True}, id=id, subject="03-x")


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
