"""One SQLite file: how it is made, opened, written to by several and closed."""

import gc
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import pytest
from sqlite_files import FILL, NOTES, everything, notes

import eventlab.sqlite
from eventlab.sqlite import Database
from eventlab.sqlite_format import Format


@pytest.fixture
def path(tmp_path):
    return tmp_path / "notes.db"


@pytest.fixture
def database(path):
    with notes(path) as database:
        yield database


def test_every_connection_writes_ahead_and_waits_for_the_disk(database):
    with database.transaction() as first:
        for ask in (lambda sql: first.execute(sql).fetchall(), database.read):
            assert ask("PRAGMA journal_mode") == [("wal",)]
            assert ask("PRAGMA synchronous") == [(2,)]
            assert ask("PRAGMA busy_timeout") == [(10,)]
    assert len(database._idle) == 2, "these were two connections"


@pytest.mark.parametrize("lie", ["PRAGMA journal_mode = WAL", "PRAGMA synchronous"])
def test_a_file_that_would_not_be_written_safely_is_not_used(path, monkeypatch, lie):
    class Unsafe(sqlite3.Connection):
        def execute(self, sql, *parameters):
            return super().execute("SELECT 0" if sql == lie else sql, *parameters)

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: real(*a, factory=Unsafe, **k))
    told = (
        r"cannot be written safely: .* \('wal', 2\). If its folder is on the network, use one on "
    )
    with pytest.raises(OSError, match=f"{told}this machine$"):
        Database(path, NOTES)


def test_a_new_file_has_its_marks_in_the_file_itself_at_once(path, database):
    header = path.read_bytes()[:100]
    assert header[68:72] == b"note" and header[60:64] == b"\0\0\0\x02"


def test_an_empty_file_is_taken_for_a_new_one(path):
    path.touch()
    with closing(Database(path, NOTES)) as database:
        assert database.read("SELECT count(*) FROM note") == [(0,)]


def test_an_empty_file_with_an_empty_log_is_taken_for_a_new_one(path):
    path.touch()
    path.with_name("notes.db-wal").touch()
    Database(path, NOTES).close()


def test_a_file_that_somebody_else_has_just_made_is_not_made_again(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        NOTES.make(connection)
        NOTES.make(connection)
        assert connection.execute("SELECT count(*) FROM note").fetchall() == [(0,)]


def test_a_schema_that_is_wrong_comes_out_as_what_it_is_and_makes_nothing(path):
    wrong = Format("notebook", b"note", 2, (*NOTES.schema, "CREATE TABEL other (text)"))
    with pytest.raises(sqlite3.OperationalError, match="syntax error"):
        Database(path, wrong)
    assert everything(path) == {"notes.db": b""}


def test_what_is_written_is_there_when_the_file_is_opened_again(path):
    with closing(Database(path, NOTES)) as database:
        assert database.write("INSERT INTO note VALUES ('a'), ('b')") == 2
    assert sorted(everything(path)) == ["notes.db"]
    with closing(Database(path, NOTES)) as database:
        assert database.read("SELECT text FROM note") == [("a",), ("b",)]


def test_the_file_stays_the_same_when_the_process_changes_its_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with closing(Database("notes.db", NOTES)) as database, database.transaction():
        (tmp_path / "elsewhere").mkdir()
        os.chdir(tmp_path / "elsewhere")
        assert database.read("SELECT count(*) FROM note") == [(0,)]  # a second connection


def test_a_page_is_as_large_as_the_format_says(path):
    small = Format("notebook", b"note", 2, NOTES.schema, page_size=1024)
    with closing(Database(path, small)) as database:
        assert database.read("PRAGMA page_size") == [(1024,)]


def test_a_transaction_is_all_or_nothing(database):
    def fail():
        with database.transaction() as tx:
            tx.execute("INSERT INTO note VALUES ('a')")
            1 / 0

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.transaction() as tx:
        tx.execute("INSERT INTO note VALUES ('b')")
    assert database.read("SELECT text FROM note") == [("b",)]


def test_an_error_in_the_statement_itself_comes_out_as_it_is(database):
    for run in (database.write, database.read, database.write_returning):
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            run("SELECT * FROM nowhere")
    database.write("CREATE UNIQUE INDEX once ON note (text)")
    with pytest.raises(sqlite3.IntegrityError), database.transaction() as tx:
        tx.execute("INSERT INTO note VALUES ('a'), ('a')")


def test_connections_of_threads_that_ended_do_not_pile_up(database):
    for _ in range(20):
        thread = threading.Thread(target=database.write, args=["INSERT INTO note VALUES ('a')"])
        thread.start()
        thread.join()
    assert len(database._idle) <= 2  # two, where one of them copied the log


def size_of_log(path):
    return path.with_name("notes.db-wal").stat().st_size


def test_the_log_is_copied_into_the_file_again_and_again(path, monkeypatch):
    monkeypatch.setattr(eventlab.sqlite, "_OFTEN", 50 * 11)  # a row and its transaction
    with closing(Database(path, NOTES)) as database:
        for _ in range(110):
            database.write("INSERT INTO note VALUES ('a')")
        for _ in range(110):
            database.write_returning("INSERT INTO note VALUES ('a') RETURNING text")
        for _ in range(110):
            with database.transaction() as tx:
                tx.execute("INSERT INTO note VALUES ('a')")
        assert size_of_log(path) < 75 * 4_200, "at most a page for each of fifty and some"
        assert database.read("SELECT count(*) FROM note") == [(330,)]


@pytest.mark.parametrize("rows", [100, 1_000])
def test_transactions_of_many_rows_let_the_log_grow_no_larger(path, rows):
    with closing(Database(path, NOTES)) as database:
        for _ in range(20_000 // rows):
            with database.transaction() as tx:
                tx.executemany("INSERT INTO note VALUES (?)", [("a" * 500,)] * rows)
        assert size_of_log(path) < 1_000 * 4_200, "about as large as SQLite itself lets it grow"


def test_nobody_else_can_write_while_the_log_is_copied(path, monkeypatch):
    monkeypatch.setattr(eventlab.sqlite, "_OFTEN", 50 * 11)  # a row and its transaction
    others = []

    class Watched(sqlite3.Connection):
        def execute(self, sql, *parameters):
            if "wal_checkpoint" in sql:
                with closing(real(path, timeout=0, isolation_level=None)) as other:
                    with pytest.raises(sqlite3.OperationalError, match="locked"):
                        other.execute("BEGIN IMMEDIATE")
                    others.append(other)
            return super().execute(sql, *parameters)

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: real(*a, factory=Watched, **k))
    with closing(Database(path, NOTES)) as database:
        assert database.read("PRAGMA wal_autocheckpoint") == [(0,)]
        database._written = 0
        for _ in range(99):
            database.write("INSERT INTO note VALUES ('a')")
        assert len(others) == 1
        database.write("INSERT INTO note VALUES ('a')")
    assert len(others) == 2


def test_a_log_that_cannot_be_copied_now_is_copied_later(path, database):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        database.write(FILL, (100,))
        before = path.stat().st_size
        other.execute("BEGIN IMMEDIATE")
        database._written = 4_999
        database._copy_log_at_times(1)
        assert path.stat().st_size == before
        other.execute("ROLLBACK")
        for _ in range(44):
            database.write(FILL, (1,))
        assert path.stat().st_size == before, "it is tried again after a tenth as much"
        database.write(FILL, (1,))
    assert path.stat().st_size > before


def test_writers_take_turns(database):
    def write():
        for _ in range(50):
            with database.transaction() as tx:
                [(count,)] = tx.execute("SELECT count(*) FROM note")
                tx.execute("INSERT INTO note VALUES (?)", (count,))

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.read("SELECT count(DISTINCT text) FROM note") == [(400,)]


def test_closing_twice_does_no_harm_and_afterwards_every_call_is_refused(path, database):
    with database.transaction() as tx:  # goes on to its end
        database.close()
        database.close()
        tx.execute("INSERT INTO note VALUES ('a')")
    for run in (database.read, database.write, database.write_returning):
        with pytest.raises(ValueError, match=r"notes.db is closed"):
            run("SELECT text FROM note")
    with closing(Database(path, NOTES)) as database:
        assert database.read("SELECT text FROM note") == [("a",)]
    assert sorted(everything(path)) == ["notes.db"]


def test_a_file_that_nobody_closed_is_closed_when_it_is_forgotten(path, monkeypatch):
    closed = []

    class Noting(sqlite3.Connection):
        def close(self):
            closed.append(path)
            super().close()

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: real(*a, factory=Noting, **k))
    Database(path, NOTES)
    gc.collect()
    assert closed == [path], "by us: Python warns of a connection that it has to close itself"
    assert sorted(everything(path)) == ["notes.db"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_makes_connections_of_its_own(path):
    code = f"""
import os, sys
sys.path[:0] = {sys.path!r}
from pathlib import Path
from sqlite_files import Database, NOTES
database = Database(Path({str(path)!r}), NOTES)
with database._turn:  # as if another thread were writing
    child = os.fork()
    if not child:
        connections = list(database._idle)
        database.write("INSERT INTO note VALUES ('of the child')")
        os._exit(len(connections))
assert os.waitpid(child, 0)[1] == 0
database.write("INSERT INTO note VALUES ('of the parent')")
print([text for text, in database.read("SELECT text FROM note")])
"""
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout == "['of the child', 'of the parent']\n", done.stderr


def test_connections_from_before_a_fork_are_neither_used_nor_closed(database):
    [of_parent] = database._idle
    eventlab.sqlite._forked()
    database.write("INSERT INTO note VALUES ('of the child')")
    assert of_parent not in database._idle
    assert of_parent.execute("SELECT text FROM note").fetchall() == [("of the child",)]
