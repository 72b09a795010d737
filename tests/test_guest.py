"""Inbox and outbox in databases of all sorts: which they enter, and which they refuse."""

import sqlite3
from contextlib import closing, suppress

import pytest
from locked import locked
from sqlite_files import everything

from eventlab import (
    Consumer,
    Event,
    Inbox,
    MemoryQueue,
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


def execute(path, *statements):
    """Run statements as another program does, and return the rows of the last."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return [connection.execute(statement).fetchall() for statement in statements][-1]


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


# What a transaction on the disk's bad day says.


def fill_up(event, tx):
    """Write more than the database may hold, as on a full disk."""
    tx.execute("PRAGMA max_page_count = 1")  # the least that SQLite takes: what there is
    tx.execute("CREATE TABLE bulk (text)")
    tx.execute("INSERT INTO bulk VALUES (hex(randomblob(99999)))")


def fill_up_quietly(event, tx):
    with suppress(sqlite3.Error):
        fill_up(event, tx)


@pytest.mark.parametrize("effect", [fill_up, fill_up_quietly])
def test_a_full_disk_comes_out_whatever_the_handler_makes_of_it(path, effect):
    with Inbox(path) as inbox, pytest.raises(OSError, match="no room is left on the disk"):
        inbox.once(Event("Paid", id="1"), effect)
    with Inbox(path) as inbox:
        assert inbox.once(Event("Paid", id="1"), lambda event, tx: None), "it may try again"


def test_a_consumer_does_not_blame_the_event_for_a_full_disk(path):
    queue = MemoryQueue(clock=VirtualClock())
    queue.put(Event("Paid"))
    with Inbox(path) as inbox, pytest.raises(OSError, match="no room"):
        Consumer(queue, fill_up, inbox=inbox).run()
    assert queue.stats().leased == 1


def test_a_mistake_in_the_handlers_sql_is_the_handlers(path):
    with Inbox(path) as inbox:
        for sql in ("SELECT * FROM nowhere", "INSERT INTO eventlab_inbox VALUES (1, NULL, 3, 4)"):
            with pytest.raises(sqlite3.Error, match=r"no such table|NOT NULL"):
                inbox.once(Event("Paid"), lambda event, tx, sql=sql: tx.execute(sql))


def test_a_consumer_does_blame_the_event_for_the_handlers_sql(path):
    queue = MemoryQueue(clock=VirtualClock())
    queue.put(Event("Paid"))
    with Inbox(path) as inbox:
        wrong = lambda event, tx: tx.execute("SELECT * FROM nowhere")  # noqa: E731
        assert Consumer(queue, wrong, inbox=inbox).run()["failed"] == 1


def test_ctrl_c_on_a_full_disk_is_still_ctrl_c(path):
    def interrupted(event, tx):
        fill_up_quietly(event, tx)
        raise KeyboardInterrupt

    with Inbox(path) as inbox, pytest.raises(KeyboardInterrupt):
        inbox.once(Event("Paid"), interrupted)


def test_a_query_that_nobody_read_to_its_end_holds_nothing_up(path):
    """A reader that is left open would keep its connection in the past, where nobody may write."""
    kept = []

    def read_one(event, tx):
        kept.append(tx.execute("SELECT id FROM eventlab_inbox"))
        kept[0].fetchone()

    with Inbox(path, patience=0.0) as inbox, Inbox(path) as other:
        for id in ("1", "2", "3"):
            other.once(Event("Paid", id=id), lambda event, tx: None)
        inbox.once(Event("Read", id="4"), read_one)
        other.once(Event("Paid", id="5"), lambda event, tx: None)
        assert inbox.once(Event("Paid", id="6"), lambda event, tx: None)
        with pytest.raises(sqlite3.ProgrammingError, match="closed cursor"):
            kept[0].fetchone()


def test_a_transaction_that_was_kept_cannot_write_into_the_next_one(path):
    kept = []

    def write_with_the_old_one(event, tx):
        assert not kept[0].in_transaction
        told = "^this transaction is over: use `tx` only inside the block it is for$"
        with pytest.raises(ValueError, match=told):
            kept[0].execute("CREATE TABLE stray (text)")

    with Inbox(path) as inbox:
        inbox.once(Event("Paid", id="1"), lambda event, tx: kept.append(tx))
        inbox.once(Event("Paid", id="2"), write_with_the_old_one)


# What is particular to each.


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


@pytest.mark.parametrize(
    ("sql", "word"),
    [
        ("-- now\n;commit", "COMMIT"),
        ("/* now,\nreally */ END", "END"),
        (" ROLLBACK", "ROLLBACK"),
        ("Begin", "BEGIN"),
        ("SAVEPOINT here", "SAVEPOINT"),
        ("RELEASE here", "RELEASE"),
    ],
)
def test_a_handler_that_ends_the_transaction_is_told_how_it_ends(path, sql, word):
    with Inbox(path) as inbox, pytest.raises(ValueError) as told:
        inbox.once(Event("Paid"), lambda event, tx: tx.execute(sql))
    assert str(told.value) == (
        f"{word} inside a transaction that is not yours to end: it is committed when the block "
        "ends, and rolled back if it raises"
    )


def test_words_that_only_begin_like_an_end_are_no_end(path):
    with Inbox(path) as inbox:
        inbox.once(Event("Paid"), lambda event, tx: tx.execute("CREATE TABLE ending (commit_at)"))
    assert execute(path, "SELECT * FROM ending") == []


def test_a_transaction_tells_on_which_database_it_is(path):
    with Outbox(path) as outbox, outbox.transaction() as tx:
        assert tx.path == path


def test_who_begins_a_second_transaction_inside_the_first_is_told_to_use_that(path):
    told = r"^a transaction on .*shop\.db is open here already: use its `tx`$"
    with (
        Outbox(path) as outbox,
        outbox.transaction(),
        pytest.raises(RuntimeError, match=told),
        outbox.transaction(),
    ):
        pass


def test_who_ends_the_transaction_from_within_is_told_what_that_means(path):
    told = "^the transaction was ended from within: what it wrote may be half$"
    with Inbox(path) as inbox, pytest.raises(RuntimeError, match=told):
        inbox.once(Event("Paid"), lambda event, tx: tx.execute("SELECT 1").connection.commit())
