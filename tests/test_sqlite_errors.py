"""What is said when an SQLite file cannot be used now: no folder, locked, no room, not ours."""

import errno
import sqlite3
import threading
from contextlib import closing
from functools import partial

import pytest
from locked import locked
from sqlite_files import FILL, NOTES, everything, notes

import eventlab.sqlite
from eventlab import Event, SqliteQueue, SqliteStore
from eventlab.sqlite import Database


@pytest.fixture
def path(tmp_path):
    return tmp_path / "notes.db"


@pytest.fixture
def database(path):
    with notes(path) as database:
        yield database


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError) as refusal:
        Database(tmp_path / "nowhere" / "notes.db", NOTES)
    assert (refusal.value.errno, refusal.value.strerror) == (errno.ENOENT, "no such folder")
    assert refusal.value.filename == str(tmp_path / "nowhere")


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(OSError, match=tmp_path.name):
        Database(tmp_path, NOTES)


def test_memory_is_no_file():
    with pytest.raises(ValueError, match=r"^':memory:' is no file: nothing in it would last$"):
        Database(":memory:", NOTES)


def test_an_sqlite_that_is_too_old_is_named(path, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(RuntimeError, match=r"needs 3\.35 or newer"):
        Database(path, NOTES)
    assert everything(path) == {}
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 35, 0))
    Database(path, NOTES).close()


def test_a_file_that_others_hold_locked_is_named_after_the_wait_and_works_afterwards(path):
    with closing(Database(path, NOTES, patience=0.05)) as database:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            for run in (database.write, database.write_returning):
                told = (
                    r"notes.db was locked by another program for 0.05 seconds: close it there "
                    r"\(a database browser, a backup\), and try again$"
                )
                with pytest.raises(TimeoutError, match=told):
                    run("INSERT INTO note VALUES ('a')")
            with pytest.raises(TimeoutError), database.transaction():
                pass
            assert database.read("SELECT count(*) FROM note") == [(0,)]
            other.execute("ROLLBACK")
        database.write("INSERT INTO note VALUES ('a')")
        assert database.read("SELECT text FROM note") == [("a",)]


@pytest.mark.parametrize("told", [{}, {"patience": 3.0}])
@pytest.mark.parametrize(
    ("make", "write"),
    [
        (partial(Database, format=NOTES), lambda notes: notes.write("DELETE FROM note")),
        (SqliteQueue, lambda queue: queue.put(Event("Paid"))),
        (SqliteStore, lambda store: store.append("a", [Event("Paid")])),
    ],
)
def test_others_are_waited_for_as_long_as_is_told_or_ten_seconds(
    path, monkeypatch, make, write, told
):
    patience = told.get("patience", 10.0)
    with (
        closing(make(path, **told)) as file,
        locked(path, monkeypatch),
        pytest.raises(TimeoutError, match=f"locked by another program for {patience:g} seconds"),
    ):
        write(file)


def test_a_file_that_is_locked_when_it_is_opened_is_left_as_it_was(path, monkeypatch):
    Database(path, NOTES).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        other.execute("INSERT INTO note VALUES ('a')")
        before = everything(path)
        connect, waits = sqlite3.connect, []
        monkeypatch.setattr(
            sqlite3, "connect", lambda *a, **k: waits.append(k["timeout"]) or connect(*a, **k)
        )
        with pytest.raises(TimeoutError, match="close it there"):
            Database(path, NOTES, patience=0.05)
        assert everything(path) == before
        assert waits == [0.05]
        other.execute("COMMIT")


def test_a_file_that_cannot_begin_to_write_ahead_now_is_waited_for(path, monkeypatch):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        NOTES.make(other)  # and its maker was killed before the next step
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TimeoutError, match="locked"):
            Database(path, NOTES, patience=0.05)
        naps = []
        nap = lambda seconds: (naps.append(seconds), other.rollback())  # noqa: E731
        monkeypatch.setattr(eventlab.sqlite.time, "sleep", nap)
        Database(path, NOTES, patience=5.0).close()
        assert naps == [0.01]


def test_a_writer_waits_for_another_process_to_finish(path, database):
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        timer = threading.Timer(0.1, other.execute, args=["COMMIT"])
        timer.start()
        assert database.write("INSERT INTO note VALUES ('a')") == 1
        timer.join()


MINE = (PermissionError, "the file and its folder must be yours to write")


def test_a_file_that_may_not_be_written_is_said_to_be_so(path, database):
    with pytest.raises(MINE[0]) as told, database.transaction() as tx:
        tx.executescript("PRAGMA query_only = ON; INSERT INTO note VALUES ('a')")
    assert (told.value.strerror, told.value.filename) == (MINE[1], str(path))


def test_a_file_without_room_is_said_to_be_so(path, database):
    database.read("PRAGMA max_page_count = 1")
    with pytest.raises(OSError) as told:
        database.write(FILL, (10_000,))
    assert told.value.errno == errno.ENOSPC
    assert told.value.strerror == "no room is left on the disk; what was confirmed is safe"
    assert told.value.filename == str(path)


@pytest.mark.parametrize(
    ("code", "number", "said"),
    [
        (
            sqlite3.SQLITE_IOERR_WRITE,
            errno.EIO,
            "the disk refused: is it full, over its quota or failing?",
        ),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, errno.EACCES, MINE[1]),
    ],
)
def test_what_the_disk_refuses_is_said_with_what_to_look_at(database, code, number, said):
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = code
    with pytest.raises(OSError) as told, database.transaction():
        raise error
    assert (told.value.errno, told.value.strerror) == (number, said)


def test_an_error_that_is_not_of_sqlite_itself_comes_out_as_it_is(database):
    with pytest.raises(sqlite3.ProgrammingError, match="bindings"):
        database.read("SELECT ?")
