"""What a handler may do in the transaction of an inbox or outbox, and what comes out of it."""

import sqlite3
from contextlib import suppress

import pytest
from sqlite_files import execute

from eventlab import (
    Consumer,
    Event,
    Inbox,
    MemoryQueue,
    Outbox,
    VirtualClock,
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "shop.db"


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
