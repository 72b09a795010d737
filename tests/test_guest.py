"""Inbox and outbox in databases of all sorts: which they enter, and which they refuse."""

import sqlite3
from contextlib import closing

import pytest
from locked import locked
from sqlite_files import everything, execute

from eventlab import (
    Event,
    Inbox,
    MemoryStore,
    Outbox,
    Process,
    ProcessManager,
    Projection,
    SqliteQueue,
    VirtualClock,
    relay,
)
from eventlab.sqlite_guest import Guest


def a_projection(path, **options):
    return Projection(MemoryStore(), path, "CREATE TABLE sold (item)", {}, **options)


def a_process_manager(path, **options):
    process = Process(dict, lambda event, state: [], lambda state, event: state)
    return ProcessManager(path, process, **options)


GUESTS = [Inbox, Outbox, a_projection, a_process_manager]
either = pytest.mark.parametrize("guest", [Inbox, Outbox])
each = pytest.mark.parametrize("guest", GUESTS)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "shop.db"


# Which databases they enter.


@pytest.mark.parametrize(
    ("guest", "names"),
    [
        (Inbox, ["inbox"]),
        (Outbox, ["outbox"]),
        (a_projection, ["projection"]),
        (a_process_manager, ["inbox", "outbox", "process manager"]),
    ],
)
def test_a_new_database_is_made_and_notes_the_versions_of_the_tables(path, guest, names):
    guest(path).close()
    noted = execute(path, "SELECT name, version FROM eventlab_tables ORDER BY name")
    assert noted == [(name, 1) for name in names]


@either
@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_database_in_use_keeps_its_tables_its_marks_and_its_own_version(path, guest, mode):
    mine = ["CREATE TABLE mine (text)", "INSERT INTO mine VALUES ('a')", "PRAGMA user_version = 7"]
    execute(path, f"PRAGMA journal_mode = {mode}", *mine)
    guest(path).close()
    assert execute(path, "SELECT text FROM mine") == [("a",)]
    assert execute(path, "PRAGMA user_version") == [(7,)]
    assert execute(path, "PRAGMA application_id") == [(0,)]


def test_both_live_in_one_database_with_the_effects(path):
    with Inbox(path) as inbox, Outbox(path) as outbox:
        execute(path, "CREATE TABLE paid (id)")

        def pay(event, tx):
            tx.execute("INSERT INTO paid VALUES (?)", (event.id,))
            outbox.add(tx, event.caused("Shipped", id=f"of {event.id}"))

        for id in ("1", "2", "1"):
            inbox.once(Event("Paid", id=id), pay)
        sent = []
        relay(outbox, sent.append)
    assert execute(path, "SELECT id FROM paid") == [("1",), ("2",)]
    assert [(event.id, event.causation_id) for event in sent] == [("of 1", "1"), ("of 2", "2")]


@either
def test_it_can_be_opened_any_number_of_times(path, guest):
    with guest(path), guest(path):
        pass
    guest(path).close()
    assert execute(path, "SELECT count(*) FROM eventlab_tables") == [(1,)]


def test_tables_that_somebody_else_has_just_made_are_not_made_again(path, monkeypatch):
    """Two processes open a new database at once: both see no tables, one makes them first."""
    Inbox(path).close()
    seen = []
    real = Guest._found

    def late(self, connection):
        seen.append(real(self, connection))
        return seen[-1] if len(seen) > 1 else False

    monkeypatch.setattr(Guest, "_found", late)
    with Inbox(path) as inbox:
        assert inbox.once(Event("Paid"), lambda event, tx: None)
    assert seen[:2] == [True, True]


# Which they refuse, and leave as they were.


def text(path):
    path.write_bytes(b"an order for tea\n" * 100)


def cut_short(path):
    execute(path, "CREATE TABLE mine (text)", "INSERT INTO mine VALUES (hex(randomblob(9999)))")
    path.write_bytes(path.read_bytes()[:-3000])


def a_queue(path):
    SqliteQueue(path).close()


def another_programs(path):
    execute(path, "PRAGMA application_id = 252006673", "CREATE TABLE mine (text)")


def newer(path):
    for guest in GUESTS:
        guest(path).close()
    execute(path, "UPDATE eventlab_tables SET version = 2")


@each
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (text, "not a database"),
        (cut_short, "cut short"),
        (a_queue, "marked b'evqu'"),
        (another_programs, "the database that the effects are in, or a new one$"),
        (newer, "version 2, and this eventlab knows version 1: update eventlab"),
    ],
)
def test_what_is_no_place_for_it_is_refused_and_stays_byte_for_byte(path, guest, make, said):
    make(path)
    before = everything(path)
    with pytest.raises(ValueError, match=said) as refusal:
        guest(path)
    assert "shop.db" in str(refusal.value)
    assert everything(path) == before


@each
def test_a_folder_that_is_not_there_is_said_to_be_missing(path, guest):
    with pytest.raises(FileNotFoundError, match="no such folder"):
        guest(path / "deeper" / "shop.db")


def use(guest):
    """Do something that writes, or reads what it would have to write next."""
    if isinstance(guest, Inbox):
        guest.once(Event("Paid"), lambda event, tx: None)
    elif isinstance(guest, ProcessManager):
        guest.handle(Event("Paid"))
    elif isinstance(guest, Projection):
        guest.catch_up()
    else:
        with guest.transaction():
            pass


@each
def test_a_locked_database_is_waited_for_and_then_named_and_left_alone(path, guest):
    guest(path).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        before = path.read_bytes()
        with (
            guest(path, patience=0.0) as locked_out,
            pytest.raises(TimeoutError, match=r"shop.db was locked by another program"),
        ):
            use(locked_out)
        assert path.read_bytes() == before
    with guest(path) as let_in:
        use(let_in)


@each
def test_a_locked_database_is_waited_for_ten_seconds_if_nobody_says_otherwise(
    path, guest, monkeypatch
):
    with (
        guest(path) as locked_out,
        locked(path, monkeypatch),
        pytest.raises(TimeoutError, match="locked by another program for 10 seconds"),
    ):
        use(locked_out)


@each
def test_leaving_the_with_block_closes_it(path, guest):
    with guest(path) as closed:
        use(closed)
    with pytest.raises(ValueError, match=r"shop.db is closed"):
        use(closed)


@each
def test_once_closed_it_says_so(path, guest):
    closed = guest(path)
    closed.close()
    closed.close()
    with pytest.raises(ValueError, match=r"shop.db is closed"):
        use(closed)


# What is particular to an inbox.


def test_an_inbox_has_these_columns_and_is_called_inbox_if_nobody_says_otherwise(path):
    with Inbox(path, clock=VirtualClock(1000.0)) as inbox:
        inbox.once(Event("Paid", id="1", source="/shop"), lambda event, tx: None)
    rows = execute(path, "SELECT name, source, id, seen FROM eventlab_inbox")
    assert rows == [("inbox", "/shop", "1", 1000.0)]


@pytest.mark.parametrize("age", [-1.0, float("nan")])
def test_an_inbox_refuses_to_forget_the_future(path, age):
    with Inbox(path) as inbox, pytest.raises(ValueError, match="older_than is"):
        inbox.prune(age)


def test_an_inbox_may_forget_all_that_is_past(path):
    clock = VirtualClock(1000.0)
    with Inbox(path, clock=clock) as inbox:
        inbox.once(Event("Paid", id="1"), lambda event, tx: None)
        clock.advance(0.5)
        assert inbox.prune(0) == 1
