"""The file of a durable store: what is in it, and which files are refused."""

import os
import sqlite3
from contextlib import closing

import pytest
from sqlite_files import everything

from eventlab import Event, SqliteQueue, SqliteStore, sqlite_store
from eventlab.sqlite_format import Format


@pytest.fixture
def path(tmp_path):
    return tmp_path / "shop.db"


def filled(path):
    with SqliteStore(path) as store:
        store.append("a", [Event("Paid", {"filler": "x" * 1_000})] * 50)


def newer(path):
    newer = Format("store", b"evst", sqlite_store._FORMAT.version + 1, ("CREATE TABLE n (i)",))
    sqlite_store.Database(path, newer).close()


def cut_short(path):
    filled(path)
    os.truncate(path, path.stat().st_size - 5_000)


def damaged_at_its_head(path):
    filled(path)
    path.write_bytes(b"x" * 100 + path.read_bytes()[100:])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_text("my diary"), "is no eventlab store: not a database, or cut"),
        (lambda path: SqliteQueue(path).close(), "is no eventlab store: a database marked b'evqu'"),
        (newer, "is of version 2, and this eventlab knows version 1: update eventlab"),
        (cut_short, r"is cut short: it has \d+ of its \d+ bytes"),
        (damaged_at_its_head, "is no eventlab store: not a database, or cut short"),
    ],
)
def test_a_file_that_is_no_whole_store_is_refused_and_left_byte_for_byte(path, make, message):
    make(path)
    before = everything(path)
    with pytest.raises(ValueError, match=message) as refusal:
        SqliteStore(path)
    assert "shop.db" in str(refusal.value)
    assert everything(path) == before


def test_a_file_that_is_damaged_inside_is_said_to_be_so_by_who_reads_and_who_writes(path):
    filled(path)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with SqliteStore(path) as store:
        for use in (lambda: list(store.read("a")), lambda: store.append("a", [Event("Paid")])):
            with pytest.raises(ValueError, match=r"shop.db is damaged .*: use a copy that is not"):
                use()


@pytest.mark.parametrize("body", [b"", b"{}", b'{"specversion": "1.0"', b"\xff"])
def test_an_event_that_is_damaged_is_named_by_its_position(path, body):
    filled(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE event SET body = ? WHERE position = 7", (body,))
    with SqliteStore(path) as store:
        assert len(list(store.read("a", limit=6))) == 6
        for read in (store.read("a"), store.read_all()):
            with pytest.raises(ValueError, match=r"shop.db is damaged at position 7: "):
                list(read)


def test_the_file_is_of_version_1_with_these_columns_and_events_as_cloudevents_json(path):
    event = Event("Paid", {"sum": 5}, id="7")
    with SqliteStore(path) as store:
        store.append("order-7", [event])
    header = path.read_bytes()[:100]
    assert header[60:64] == b"\0\0\0\x01" and header[68:72] == b"evst"
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT position, stream, version, body FROM event").fetchall()
    assert rows == [(1, "order-7", 1, event.to_json())]


def test_the_file_itself_refuses_two_events_at_one_place(path):
    filled(path)
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(sqlite_store._APPEND, ("a", 7, b"{}"))


def test_each_step_of_the_durable_store_is_led_by_an_index(path):
    with SqliteStore(path) as store, store._database.transaction() as tx:
        for name, parameters in {
            "_VERSION": ("a",),
            "_READ": ("a", 0, 100),
            "_READ_ALL": (0, 100),
        }.items():
            plan = tx.execute(f"EXPLAIN QUERY PLAN {getattr(sqlite_store, name)}", parameters)
            steps = [step for *_, step in plan]
            assert steps and not [s for s in steps if "SCAN" in s or "TEMP" in s], (name, steps)


def test_a_store_that_is_closed_says_so_and_closing_twice_does_no_harm(path):
    with SqliteStore(path) as store:
        store.append("a", [Event("Paid")])
        reading = store.read("a")
    store.close()
    for use in (lambda: list(reading), lambda: store.append("a", [Event("Paid")])):
        with pytest.raises(ValueError, match=r"shop.db is closed"):
            use()
