"""SQLite files that are none of ours, cut short or damaged: refused, and left as they were."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from sqlite_files import FILL, NOTES, copy, everything, notes

from eventlab.sqlite import Database
from eventlab.sqlite_format import Format


@pytest.fixture
def path(tmp_path):
    return tmp_path / "notes.db"


@pytest.fixture
def database(path):
    with notes(path) as database:
        yield database


def another_program(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mine (text)")


def another_program_that_writes_ahead(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE mine (text)")


def another_kind(path):
    Database(path, Format("store", b"stor", 1, ("CREATE TABLE note (text)",))).close()


def newer(path):
    Database(path, Format("notebook", b"note", 3, NOTES.schema)).close()


def cut_short(path):
    with closing(Database(path, NOTES)) as database:
        database.write(FILL, (100,))
    os.truncate(path, path.stat().st_size - 4096)


def cut_to_a_page(path):
    cut_short(path)
    os.truncate(path, 4096)


def cut_to_less_than_a_header(path):
    cut_short(path)
    os.truncate(path, 99)


def cut_to_a_header(path):
    cut_short(path)
    os.truncate(path, 100)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (cut_to_a_header, r"is cut short: it has 100 of its \d+ bytes. Take a copy that is whole$"),
        (lambda path: path.write_text("my diary, not a database"), "not a database, or cut short"),
        (lambda path: path.write_bytes(bytes(8192)), "not a database, or cut short"),
        (cut_to_less_than_a_header, "not a database, or cut short"),
        (another_program, r"no eventlab notebook: a database marked b'\\x00\\x00\\x00\\x00'"),
        (another_program_that_writes_ahead, "no eventlab notebook: a database marked"),
        (another_kind, "no eventlab notebook: a database marked b'stor'"),
        (newer, "is of version 3, and this eventlab knows version 2: update eventlab"),
        (cut_short, r"is cut short: it has \d+ of its \d+ bytes"),
        (cut_to_a_page, r"is cut short: it has 4096 of its \d+ bytes"),
    ],
)
def test_a_file_that_is_not_one_of_ours_is_refused_and_left_byte_for_byte(path, make, message):
    make(path)
    before, made = everything(path), path.stat().st_mtime_ns
    with pytest.raises(ValueError, match=message) as refusal:
        Database(path, NOTES)
    assert str(path) in str(refusal.value)
    assert everything(path) == before and path.stat().st_mtime_ns == made


@pytest.mark.parametrize(
    ("mark", "told"),
    [
        ("user_version = 3", r"notes.db is of version 3, .* update eventlab"),
        ("application_id = -2", r"notes.db is no eventlab notebook: a database marked b'\\xff"),
    ],
)
def test_a_mark_that_stands_in_the_log_alone_is_refused_too(path, database, mark, told):
    database.write(f"PRAGMA {mark}")
    before = everything(path)
    with pytest.raises(ValueError, match=told):
        Database(path, NOTES)
    assert {**everything(path), "notes.db-shm": b""} == {**before, "notes.db-shm": b""}


def test_a_log_without_its_file_is_left_alone(path, database):
    database.write("INSERT INTO note VALUES ('a')")
    lost = copy(path)
    lost.write_bytes(b"")
    before = everything(lost)
    with pytest.raises(ValueError, match="cut short"):
        Database(lost, NOTES)
    assert everything(lost) == before


def half_checkpointed(path, database):
    """A crash while the log was being copied into the file: the first page says it is larger."""
    database.write(FILL, (100,))
    crashed = copy(path)
    old = crashed.read_bytes()
    database.read("PRAGMA wal_checkpoint")
    crashed.write_bytes(path.read_bytes()[:4096] + old[4096:])
    return crashed


def test_a_file_that_lacks_pages_which_its_log_has_is_whole(path, database):
    with closing(Database(half_checkpointed(path, database), NOTES)) as recovered:
        assert recovered.read("SELECT count(*) FROM note") == [(100,)]
        assert recovered.read("PRAGMA integrity_check") == [("ok",)]


def test_a_file_that_lacks_pages_which_its_log_has_not_either_is_cut_short(path, database):
    crashed = half_checkpointed(path, database)
    log = crashed.with_name("notes.db-wal")
    os.truncate(log, log.stat().st_size // 2)
    before = everything(crashed)
    with pytest.raises(ValueError, match="cut short"):
        Database(crashed, NOTES)
    assert everything(crashed) == before


def test_a_file_whose_maker_was_killed_is_made_anew(path):
    Database(path, NOTES).close()
    first_page = path.read_bytes()[:4096]
    path.unlink()
    code = f"""
import os, sqlite3
connection = sqlite3.connect({str(path)!r}, isolation_level=None)
connection.execute("PRAGMA cache_size = 1")  # so that pages reach the file before the commit
connection.execute("BEGIN IMMEDIATE")
connection.execute("CREATE TABLE half (text)")
for _ in range(50):
    connection.execute("INSERT INTO half VALUES (hex(randomblob(2000)))")
os._exit(9)
"""
    subprocess.run([sys.executable, "-c", code], check=False, timeout=60)
    assert path.with_name("notes.db-journal").stat().st_size > 0
    path.write_bytes(first_page)  # a commit writes this one first
    with closing(Database(path, NOTES)) as database:
        assert database.read("SELECT name FROM sqlite_master") == [("note",)]
        assert database.read("SELECT count(*) FROM note") == [(0,)]


def test_a_file_that_is_damaged_inside_is_said_to_be_so(path):
    with closing(Database(path, NOTES)) as database:
        database.write(FILL, (100,))
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with (
        closing(Database(path, NOTES)) as database,
        pytest.raises(ValueError, match=r"notes.db is damaged .*: use a copy that is not"),
    ):
        database.read("SELECT text FROM note")
