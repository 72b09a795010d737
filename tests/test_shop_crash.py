"""Inbox and outbox in a database whose processes are killed, or run out of room."""

import sqlite3
import sys
from collections import defaultdict
from contextlib import closing

import pytest
from crash import Tomorrow, fill, kill_two, small_disk, soak
from crash import noted as counted

from eventlab import Consumer, Event, Inbox, Outbox, SqliteQueue, relay


def noted(folder):
    """What the processes have noted, as sets of ids by word."""
    return defaultdict(set, {word: set(ids) for word, ids in counted(folder).items()})


def prepare(path, *statements):
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def look(path, query):
    """The first column of a query, in a file that must be sound."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [row[0] for row in connection.execute(query)]


def judge_effects(folder):
    """Hold the effects against the inbox, and both against what was acknowledged."""
    path = folder / "shop.db"
    effects = look(path, "SELECT id FROM effect")
    assert len(effects) == len(set(effects)), "an event has had its effect twice"
    assert look(path, "SELECT paid FROM purse") == [len(effects)], "an effect is half done"
    assert sorted(effects) == sorted(look(path, "SELECT id FROM eventlab_inbox"))
    ids = noted(folder)
    acknowledged = ids["handled"] | ids["duplicate"]
    assert acknowledged <= set(effects), "an event was acknowledged without its effect"
    return set(effects), ids


@pytest.mark.soak
def test_effect_and_inbox_agree_whenever_the_processes_are_killed(folder):
    prepare(
        folder / "shop.db",
        "CREATE TABLE effect (id TEXT)",
        "CREATE TABLE bulk (text TEXT)",
        "CREATE TABLE purse (paid INTEGER)",
        "INSERT INTO purse VALUES (0)",
    )
    for seed in range(soak(200)):
        kill_two("inbox_worker", folder, seed)
        effects, ids = judge_effects(folder)
    assert len(ids["put"]) > 5 * seed, "the workers did too little to be worth killing"
    assert ids["duplicate"], "no duplicate was ever delivered"

    from crash.inbox_worker import pay

    with (
        SqliteQueue(folder / "queue.db", clock=Tomorrow(), max_attempts=1_000_000) as queue,
        Inbox(folder / "shop.db") as inbox,
    ):
        Consumer(queue, pay, inbox=inbox).run()
        assert queue.stats().ready + queue.stats().leased + queue.stats().dead == 0
    effects, ids = judge_effects(folder)
    assert ids["put"] <= effects, "an event that was confirmed has had no effect"


def in_outbox(folder):
    found = look(folder / "shop.db", "SELECT event FROM eventlab_outbox ORDER BY id")
    return [Event.from_json(each).id for each in found]


def in_queue(folder):
    found = look(folder / "sent.db", "SELECT body FROM event ORDER BY id")
    return [Event.from_json(each).id for each in found]


@pytest.mark.soak
def test_what_was_committed_is_sent_in_its_order_whenever_the_processes_are_killed(folder):
    placed = "CREATE TABLE placed (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT)"
    prepare(folder / "shop.db", placed)
    for seed in range(soak(200)):
        kill_two("outbox_worker", folder, seed)
        committed = look(folder / "shop.db", "SELECT id FROM placed ORDER BY number")
        waiting = in_outbox(folder)
        sent = list(dict.fromkeys(in_queue(folder)))
        assert sent == committed[: len(sent)], "sent in another order, or never committed"
        assert waiting == committed[len(committed) - len(waiting) :]
        assert set(sent) | set(waiting) == set(committed), "a committed event is lost"
        ids = noted(folder)
        assert not ids["refused"] & set(committed), "what was rolled back is there"
        assert ids["over"] - ids["refused"] <= set(committed), "a commit is lost"
    assert len(ids["over"]) > 5 * seed, "the workers did too little to be worth killing"

    with Outbox(folder / "shop.db") as outbox, SqliteQueue(folder / "sent.db") as queue:
        relay(outbox, queue.put)
        assert outbox.pending() == 0
    assert list(dict.fromkeys(in_queue(folder))) == committed


def judge_full(folder, path):
    """All that was confirmed is there, and nothing by halves; and it goes on from here."""
    paid = look(path, "SELECT id FROM paid")
    assert len(paid) > 20
    assert sorted([*paid, "-1"]) == sorted(look(path, "SELECT id FROM eventlab_inbox"))
    assert noted(folder)["paid"] <= set(paid)
    sent = []
    with Outbox(path) as outbox, Inbox(path) as inbox:
        assert relay(outbox, lambda event: sent.append(event.id)) == len(paid)
        assert inbox.once(Event("Paid", id="last"), lambda event, tx: None)
    assert sent == paid


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit to a file's size")
def test_a_file_that_may_not_grow_is_said_to_be_so_and_opens_with_all_that_was_confirmed(folder):
    ready, said = fill("full_shop_worker", folder, folder / "shop.db", 2_000_000)
    assert ready == "at work"
    assert said.startswith(("EIO", "ENOSPC")) and "disk" in said and "shop.db" in said
    judge_full(folder, folder / "shop.db")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux mounts a small disk in memory")
def test_a_full_disk_is_said_to_be_so_and_the_file_opens_with_all_that_was_confirmed(folder):
    path = folder / "full" / "shop.db"
    with small_disk(path.parent) as make_room:
        _, said = fill("full_shop_worker", folder, path, 0)
        assert said.startswith("ENOSPC") and "no room is left on the disk" in said
        make_room()
        judge_full(folder, path)
