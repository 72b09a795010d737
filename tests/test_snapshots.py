"""Snapshots: what is kept, what is left out, and that no command fails on one."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from zlib import crc32

import pytest
from locked import locked

from eventlab import (
    Decider,
    Event,
    MemorySnapshots,
    MemoryStore,
    SqliteSnapshots,
    SqliteStore,
    handle,
)
from eventlab.aggregate import Snapshot


@dataclass(frozen=True)
class Cart:
    items: tuple[str, ...] = ()


COUNTER = Decider(int, lambda n, state: [Event("Counted", {"of": state})] * n, lambda s, _: s + 1)


@pytest.fixture(params=["memory", "sqlite"])
def make(request, tmp_path):
    """Make a cache of one of the two kinds; SQLite's are all on one file."""
    made = []

    def cache(schema="cart/1", type=Cart, every=1):
        if request.param == "memory":
            made.append(MemorySnapshots(schema, type, every=every))
        else:
            made.append(SqliteSnapshots(tmp_path / "cache.db", schema, type, every=every))
        return made[-1]

    yield cache
    for each in made:
        if isinstance(each, SqliteSnapshots):
            each.close()


def test_a_snapshot_comes_back_as_it_was_saved_and_of_its_stream(make):
    cache = make()
    assert cache.load("a") is None
    cache.save("a", 3, Cart(("tea",)))
    cache.save("b", 1, Cart())
    assert cache.load("a") == (3, Cart(("tea",)))
    assert cache.load("b") == (1, Cart())


def test_states_do_not_change_with_what_was_saved_or_loaded(make):
    cache, state = make(type=list[int]), [1]
    cache.save("a", 1, state)
    state.append(2)
    cache.load("a").state.append(3)
    assert cache.load("a").state == [1]


def test_it_is_saved_after_every_so_many_events(make):
    cache = make(type=int, every=3)
    for version in range(1, 9):
        cache.save("a", version, version * 10)
    assert cache.load("a") == (6, 60)


def test_a_hundred_events_lie_between_two_snapshots_if_nobody_says_otherwise(tmp_path):
    with SqliteSnapshots(tmp_path / "cache.db", "n/1", int) as durable:
        for cache in (durable, MemorySnapshots("n/1", int)):
            cache.save("a", 99, 1)
            assert cache.load("a") is None
            cache.save("a", 100, 2)
            assert cache.load("a") == (100, 2)


def test_a_state_that_no_json_can_carry_is_not_saved_and_no_error(make, caplog):
    cache = make(type=object)
    cache.save("a", 1, object())
    assert cache.load("a") is None
    [said] = caplog.messages
    assert said == "no snapshot of a is saved: Encoding objects of type object is unsupported"


def test_a_state_that_no_longer_fits_its_type_is_left_out(make, tmp_path, caplog):
    old, new = make(type=dict), make(type=int)
    old.save("a", 1, {"x": 1})
    if isinstance(old, MemorySnapshots):
        new._rows = old._rows
    assert new.load("a") is None
    assert caplog.messages == ["the snapshot of a is left out: Expected `int`, got `object`"]


def test_the_file_is_of_version_1_with_these_columns_and_the_state_as_json(tmp_path):
    path = tmp_path / "cache.db"
    with SqliteSnapshots(path, "cart/1", Cart, every=1) as cache:
        cache.save("a", 3, Cart(("tea",)))
    header = path.read_bytes()[:100]
    assert header[60:64] == b"\0\0\0\x01" and header[68:72] == b"evsn"
    body = b'{"items":["tea"]}'
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT stream, schema, version, checksum, body FROM snapshot")
        assert rows.fetchall() == [("a", "cart/1", 3, crc32(body, 3), body)]


def test_a_locked_file_is_waited_for_one_second_if_nobody_says_otherwise(
    tmp_path, monkeypatch, caplog
):
    path = tmp_path / "cache.db"
    with SqliteSnapshots(path, "n/1", int, every=1) as cache, locked(path, monkeypatch):
        cache.save("a", 1, 1)
    assert "cache.db was locked by another program for 1 seconds" in caplog.text


def test_a_file_of_another_kind_is_no_cache(tmp_path):
    SqliteStore(tmp_path / "store.db").close()
    with pytest.raises(ValueError, match=r"store.db is no eventlab snapshot cache: a database"):
        SqliteSnapshots(tmp_path / "store.db", "n/1", int)


def test_settings_that_make_no_sense_are_refused(make):
    with pytest.raises(ValueError, match="every is 0"):
        make(every=0)
    with pytest.raises(ValueError, match=r"^schema is"):
        make(schema="")


def test_another_schema_finds_nothing_and_leaves_the_other_ones_alone(tmp_path):
    with (
        SqliteSnapshots(tmp_path / "cache.db", "cart/1", int, every=1) as old,
        SqliteSnapshots(tmp_path / "cache.db", "cart/2", int, every=1) as new,
    ):
        old.save("a", 1, 10)
        assert new.load("a") is None
        new.save("a", 2, 20)
        assert (old.load("a"), new.load("a")) == ((1, 10), (2, 20))


@pytest.mark.parametrize("damage", ["body = X'3939'", "version = 7", "checksum = 0", "body = X''"])
def test_a_damaged_snapshot_is_as_if_it_were_not_there(tmp_path, damage, caplog):
    path = tmp_path / "cache.db"
    with SqliteSnapshots(path, "n/1", int, every=1) as cache:
        cache.save("a", 3, 42)
        with sqlite3.connect(path) as connection:
            connection.execute(f"UPDATE snapshot SET {damage}")
        connection.close()
        assert cache.load("a") is None
        assert caplog.messages == ["the snapshot of a is left out: its checksum is wrong"]
        assert caplog.records[0].name == "eventlab.snapshots", "where an application filters it"
        store = MemoryStore()
        assert handle(store, "a", COUNTER, 2, snapshots=cache).state == 2


def test_snapshots_are_only_quicker(tmp_path):
    plain, quick = MemoryStore(), MemoryStore()
    with SqliteSnapshots(tmp_path / "cache.db", "n/1", int, every=3) as cache:
        for number in range(12):
            handle(plain, "a", COUNTER, number % 3)
            handle(quick, "a", COUNTER, number % 3, snapshots=cache)
        assert cache.load("a").version > 3
    assert [r.event.data for r in plain.read("a")] == [r.event.data for r in quick.read("a")]


def test_a_cache_that_can_no_longer_be_written_fails_no_command(tmp_path, caplog):
    store, cache = (
        MemoryStore(),
        SqliteSnapshots(tmp_path / "c.db", "n/1", int, every=1, patience=0),
    )
    other = sqlite3.connect(tmp_path / "c.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert handle(store, "a", COUNTER, 2, snapshots=cache).state == 2
    assert "no snapshot of a is saved" in caplog.text
    other.close()
    cache.close()
    assert handle(store, "a", COUNTER, 1, snapshots=cache).state == 3


def test_a_snapshot_of_a_version_that_the_stream_has_not_is_left_out():
    store, cache = MemoryStore(), MemorySnapshots("n/1", int, every=1)
    cache.save("a", 9, 1000)
    assert handle(store, "a", COUNTER, 2, snapshots=cache).state == 2


def test_a_snapshot_of_nothing_is_no_beginning():
    class Odd(MemorySnapshots):
        def load(self, stream):
            return Snapshot(0, 1000)

    assert handle(MemoryStore(), "a", COUNTER, 2, snapshots=Odd("n/1", int)).state == 2
