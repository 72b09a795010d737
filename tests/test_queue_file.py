"""The file of a durable queue: what is in it, how it is read, and what is no queue."""

import sqlite3
import threading
from contextlib import closing

import pytest

from eventlab import Event, SqliteQueue, SqliteStore, VirtualClock, sqlite_queue


def test_each_step_of_the_durable_queue_is_led_by_an_index(tmp_path):
    with SqliteQueue(tmp_path / "queue.db") as queue, queue._database.transaction() as tx:
        for name, parameters in {
            "_PUT": (None, None, None, b""),
            "_LEASE": (30.0, 1),
            "_LEASE_UNLESS_SOME_ARE_OVER": (30.0, 1, 0.0),
            "_OVER": (0.0, 100),
            "_ACK": (1, 1, 0.0),
            "_EXTEND": (30.0, 1, 1, 0.0),
            "_FIND": (1, 1, 0.0),
        }.items():
            plan = tx.execute(f"EXPLAIN QUERY PLAN {getattr(sqlite_queue, name)}", parameters)
            steps = [step for *_, step in plan if step != "SCAN CONSTANT ROW"]
            assert steps and not [s for s in steps if "SCAN" in s or "TEMP" in s], (name, steps)


def test_a_lease_begins_when_the_file_is_free_and_not_when_one_began_to_wait(tmp_path):
    clock = VirtualClock()
    with SqliteQueue(tmp_path / "queue.db", clock=clock) as queue:
        queue.put(Event("Paid"))
        found = []
        waiter = threading.Thread(target=lambda: found.append(queue.get()), daemon=True)
        with SqliteQueue(tmp_path / "queue.db") as other, other._database.transaction():
            waiter.start()
            clock.advance(60)
        waiter.join(10)
        clock.advance(29)
        queue.ack(*found)


def test_a_queue_that_is_closed_says_so(tmp_path):
    with SqliteQueue(tmp_path / "queue.db") as queue:
        queue.put(Event("Paid"))
    queue.close()
    with pytest.raises(ValueError, match=r"queue.db is closed"):
        queue.get()


def test_the_file_is_of_version_1_with_small_pages_and_events_as_cloudevents_json(tmp_path):
    path, event = tmp_path / "queue.db", Event("Paid", {"sum": 5}, id="7")
    with SqliteQueue(path) as queue:
        queue.put(event, key="a")
    header = path.read_bytes()[:100]
    assert header[60:64] == b"\0\0\0\x01" and header[68:72] == b"evqu"
    assert int.from_bytes(header[16:18], "big") == 2048
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT id, key, head, attempt, reasons, body FROM event")
        assert rows.fetchall() == [(1, "a", 1, 0, "[]", event.to_json())]


def test_a_file_of_another_kind_is_no_queue(tmp_path):
    path = tmp_path / "store.db"
    SqliteStore(path).close()
    with pytest.raises(
        ValueError, match=r"store.db is no eventlab queue: a database marked b'evst'"
    ):
        SqliteQueue(path)
