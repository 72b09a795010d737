"""A history can be taken along as a file of events, and erased by who insists."""

import json
import shutil
from pathlib import Path

import pytest

from eventlab import Event
from eventlab.course import erase_progress, export_progress
from eventlab.course.cli import main
from eventlab.course.learner.history import History, history, home, record
from eventlab.course.learner.read_model import Standings

OLD = Path(__file__).parent / "data" / "history-1.db"


@pytest.fixture(autouse=True)
def an_old_history(tmp_path, monkeypatch):
    monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path / "home"))
    history.cache_clear()
    (tmp_path / "home").mkdir()
    shutil.copy(OLD, tmp_path / "home" / "history.db")


def test_an_export_has_each_event_on_a_line_in_its_newest_version(tmp_path):
    record("LessonOpened", "00_start_here")
    told = export_progress(tmp_path / "mine.jsonl")
    lines = (tmp_path / "mine.jsonl").read_bytes().splitlines()
    assert [Event.from_json(line) for line in lines] == history(home()).read()
    assert {json.loads(line)["specversion"] for line in lines} == {"1.0"}
    assert b'"won"' not in b"".join(lines)
    assert told.startswith("11 events written")


def test_an_export_overwrites_nothing(tmp_path):
    (tmp_path / "mine.jsonl").write_text("precious")
    with pytest.raises(FileExistsError, match="name a new file"):
        export_progress(tmp_path / "mine.jsonl")
    assert (tmp_path / "mine.jsonl").read_text() == "precious"


def test_an_export_that_would_not_be_whole_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path / "home" / "history.db" / "no folder"))
    with pytest.raises(OSError, match="would not be whole"):
        export_progress(tmp_path / "mine.jsonl")
    assert not (tmp_path / "mine.jsonl").exists()
    capsys.readouterr()


def test_erasing_says_what_would_go_and_does_it_only_on_insisting(tmp_path):
    damaged = tmp_path / "home" / "events.damaged-1.db"
    damaged.write_bytes(b"old")
    before = history(home()).path.read_bytes()
    told = erase_progress()
    for part in ("10 events", str(history(home()).path), "2026-11-02", "2 older files", "insist"):
        assert part in told
    assert history(home()).path.read_bytes() == before
    assert damaged.exists()
    assert erase_progress(insist=True).startswith("Erased: 10 events")
    assert history(home()).read() == []
    assert history(home()).standings() == Standings()
    assert not damaged.exists()


def test_nothing_of_what_was_erased_is_left_in_any_file(tmp_path):
    def holding():
        word = b"always-order-seven"
        return {f.name for f in (tmp_path / "home").iterdir() if word in f.read_bytes()}

    history(home()).standings()
    assert holding() == {"events.db", "history.old-1.db"}
    erase_progress(insist=True)
    assert holding() == set()
    assert {f.name for f in (tmp_path / "home").iterdir()} == {"events.lock"}


def test_another_open_notebook_goes_on_after_erasing(tmp_path):
    other = History(tmp_path / "home")
    erase_progress(insist=True)
    other.append(Event("LessonOpened", subject="03_event_bus"))
    assert [event.subject for event in history(home()).read()] == ["03_event_bus"]


def test_the_command_shows_exports_and_erases(tmp_path, capsys):
    assert main(["progress"]) == 0
    assert "how checks work" in capsys.readouterr().out
    assert main(["progress", "--export", str(tmp_path / "a.jsonl")]) == 0
    assert main(["progress", "--export", str(tmp_path / "a.jsonl")]) == 1
    assert main(["progress", "--yes"]) == 1
    assert "--yes goes with --erase" in capsys.readouterr().err
    assert main(["progress", "--erase"]) == 1
    assert len(history(home()).read()) == 10
    assert main(["progress", "--erase", "--yes"]) == 0
    assert history(home()).read() == []
