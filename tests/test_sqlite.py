"""One SQLite file: what is opened, what is refused, and what is said when it cannot be used."""

import errno
import gc
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from functools import partial

import pytest
from locked import locked

import eventlab.sqlite
from eventlab import Event, SqliteQueue, SqliteStore
from eventlab.sqlite import Database
from eventlab.sqlite_format import Format

NOTES = Format("notebook", b"note", 2, ("CREATE TABLE note (text TEXT)",))
FILL = """INSERT INTO note WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ?)
    SELECT hex(randomblob(500)) FROM n"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "notes.db"


@pytest.fixture
def database(path):
    with closing(Database(path, NOTES, patience=5.0)) as database:
        yield database


def everything(path):
    """All that lies in the file's folder, byte for byte."""
    return {each.name: each.read_bytes() for each in path.parent.iterdir()}


def copy(path):
    """Copy a file that is in use, as a crash would leave it."""
    path.with_name("copy").mkdir(exist_ok=True)
    to = path.with_name("copy") / path.name
    for each in ("", "-wal"):
        shutil.copy(f"{path}{each}", f"{to}{each}")
    return to


# What is made and opened.


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
    monkeypatch.setattr(eventlab.sqlite, "_OFTEN", 50)
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


def test_nobody_else_can_write_while_the_log_is_copied(path, monkeypatch):
    monkeypatch.setattr(eventlab.sqlite, "_OFTEN", 50)
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
        database._written = 499
        database._copy_log_at_times()
        assert path.stat().st_size == before
        other.execute("ROLLBACK")
        for _ in range(49):
            database.write(FILL, (1,))
        assert path.stat().st_size == before, "it is tried again after fifty transactions"
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
from test_sqlite import Database, NOTES
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


# What is refused, and left as it was.


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


# What is said when the file cannot be used now.


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
