"""A history whose file is damaged: it is kept, and what can be read begins a new one."""

import sqlite3
from pathlib import Path

import pytest
from histories import event, ids, seeded

from eventlab.course.learner import keeping
from eventlab.course.learner.history import History


def damaged_in_the_middle(path):
    """Make a page of it unreadable; return what is in the file then."""
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = bytes(4096)
    path.write_bytes(content)
    return bytes(content)


@pytest.mark.parametrize("damage", ["foreign", "truncated", "garbled"])
def test_a_damaged_file_is_kept_and_a_new_one_begun(tmp_path, capsys, damage):
    history = seeded(tmp_path, 200)
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
    assert (tmp_path / "events.damaged-1.db").read_bytes() == broken
    assert "events.damaged-1.db" in capsys.readouterr().err


def test_what_can_be_read_on_both_sides_of_the_damage_begins_the_new_file(tmp_path, capsys):
    history = seeded(tmp_path, 400)
    damaged_in_the_middle(history.path)
    saved = ids(History(tmp_path))
    assert saved[0] == "0"
    assert saved[-1] == "399"
    assert 350 < len(saved) < 400, "one page of four kilobytes is lost"
    assert f"begins with the {len(saved)} events that could be read" in capsys.readouterr().err


def test_a_good_file_is_not_taken_for_a_damaged_one(tmp_path, capsys):
    history = seeded(tmp_path, 3)

    def wrong(store):
        raise ValueError("some other mistake")

    assert history._try("read", wrong) is None
    assert ids(history) == ["0", "1", "2"]
    assert history.set_aside() == []
    assert "some other mistake" in capsys.readouterr().err


def test_a_damaged_file_stays_until_the_new_one_is_whole(tmp_path, capsys, monkeypatch):
    path = seeded(tmp_path, 400).path
    broken = path.read_bytes()[: path.stat().st_size // 2]
    path.write_bytes(broken)

    def no_room(*_):
        raise OSError(28, "no room")

    with monkeypatch.context() as full:
        full.setattr(keeping, "add", no_room)
        history = History(tmp_path)
        history.append(event("new"))
        history.append(event("newer"))
    assert history.path.read_bytes() == broken
    assert history.set_aside() == [], "no copy for each try"
    history.append(event("newest"))
    assert ids(History(tmp_path))[-3:] == ["new", "newer", "newest"]
    assert [path.read_bytes() for path in history.set_aside()] == [broken]
    assert capsys.readouterr().err.count("\n") == 2


def test_a_damaged_file_that_is_in_use_is_not_copied_again_with_each_try(
    tmp_path, capsys, monkeypatch
):
    path = seeded(tmp_path, 400).path
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    def in_use(*_):
        raise PermissionError(13, "used by another program")

    with monkeypatch.context() as windows:
        windows.setattr(Path, "replace", in_use)
        history = History(tmp_path)
        history.append(event("new"))
    assert history.set_aside() == []
    history.append(event("newer"))
    assert ids(history)[-2:] == ["new", "newer"]
    assert len(history.set_aside()) == 1
    assert "used by another program" in capsys.readouterr().err


def test_a_file_that_is_damaged_while_the_notebook_is_open_loses_nothing_new(tmp_path):
    history = History(tmp_path)
    history.append(event("1"))
    history.path.write_bytes(b"this is a letter to my aunt\n" * 300)
    history.append(event("2"))
    assert ids(history) == ids(History(tmp_path)) == ["2"]


def test_a_row_that_is_no_event_hides_no_other(tmp_path, capsys):
    history = seeded(tmp_path, 1)
    file = sqlite3.connect(history.path)
    with file:
        row = "03-x", 2, b"{half an ev"
        file.execute("INSERT INTO event (stream, version, body) VALUES (?, ?, ?)", row)
    file.close()
    history.append(event("2"))
    assert ids(history) == ["0", "2"]
    [aside] = history.set_aside()
    assert b"{half an ev" in aside.read_bytes()
    assert "position 2" in capsys.readouterr().err
