"""The outbox beside a model, in a world where transactions fail and relays die."""

import shutil
import sqlite3
import tempfile
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlite_files import RAM

from eventlab import Event, Outbox, relay
from eventlab.contracts import Stop, in_threads


@pytest.fixture
def path(tmp_path):
    return tmp_path / "shop.db"


@pytest.fixture
def outbox(path):
    with Outbox(path) as outbox:
        yield outbox


def commit(outbox, *ids):
    with outbox.transaction() as tx:
        for id in ids:
            outbox.add(tx, Event("Paid", id=id))


def test_your_own_connection_will_do_if_it_is_in_a_transaction(path, outbox):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE mine (text)")
        connection.execute("INSERT INTO mine VALUES ('a')")  # here Python's sqlite3 begins one
        outbox.add(connection, Event("Paid", id="1"))
        assert outbox.pending() == 0
    assert outbox.pending() == 1


def test_what_is_wrong_with_a_transaction_is_said(path, outbox, tmp_path):
    def refused(tx, said):
        with pytest.raises(ValueError, match=said):
            outbox.add(tx, Event("Paid"))

    with closing(sqlite3.connect(path)) as connection:
        refused(connection, "^there is no transaction to add the event to: begin one first$")
    with Outbox(tmp_path / "other.db") as other, other.transaction() as tx:
        refused(tx, r"on .*other.db, and this outbox is in .*shop.db")
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute("BEGIN")
        refused(memory, "^the transaction is on a database in memory, and this outbox is in ")


def test_a_publish_that_nobody_would_await_is_refused(outbox):
    async def publish(event): ...

    told = "^publish is async, and relay is not: nobody would await it$"
    with pytest.raises(TypeError, match=told):
        relay(outbox, publish)


def test_only_events_go_out(outbox):
    with outbox.transaction() as tx, pytest.raises(TypeError, match="holds events, not a dict"):
        outbox.add(tx, {"type": "Paid"})


def test_what_is_no_event_stops_the_relay_and_is_named(path, outbox):
    commit(outbox, "1")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO eventlab_outbox (event) VALUES ('{}')")
    commit(outbox, "3")
    sent = []
    with pytest.raises(ValueError, match="number 2 of the outbox is no event: specversion"):
        relay(outbox, sent.append)
    assert [event.id for event in sent] == ["1"]
    assert outbox.pending() == 2


def test_a_publish_that_would_have_to_be_awaited_is_refused(outbox):
    async def publish(event): ...

    with pytest.raises(TypeError, match="publish is async"):
        relay(outbox, publish)
    commit(outbox, "1")
    with pytest.raises(TypeError, match=r"^publish returned a coroutine, which nobody awaits$"):
        relay(outbox, lambda event: publish(event))
    with pytest.raises(TypeError, match=r"^publish returned a generator, which nobody runs$"):
        relay(outbox, lambda event: (yield))
    assert outbox.pending() == 1


def test_what_publish_adds_to_the_outbox_is_sent_by_the_same_relay(outbox):
    commit(outbox, "1")
    sent = []

    def publish(event):
        sent.append(event.id)
        if event.id == "1":
            commit(outbox, "2")

    assert relay(outbox, publish) == 2
    assert sent == ["1", "2"]


def test_numbers_are_in_the_order_of_the_commits(path):
    """Who has seen number n never finds a lower one later: so SQLite has no late commits."""
    working, seen = [True] * 3, []

    def write(which):
        with Outbox(path) as outbox:
            for number in range(40):
                with suppress(LookupError), outbox.transaction() as tx:
                    outbox.add(tx, Event("Paid", id=f"{which}-{number}"))
                    if number % 3 == 0:
                        raise LookupError("no stock")
        working[which] = False

    def follow():
        with closing(sqlite3.connect(path)) as connection:
            while any(working) or not seen:
                rows = connection.execute("SELECT id FROM eventlab_outbox ORDER BY id").fetchall()
                found = [number for (number,) in rows]
                assert found[: len(seen)] == seen, "a number turned up below one seen before"
                seen[:] = found

    Outbox(path).close()
    in_threads([*(partial(write, which) for which in range(3)), follow])
    with Outbox(path) as outbox:
        assert outbox.pending() == 3 * 26


class OutboxBesideModel(RuleBasedStateMachine):
    """Transactions commit and fail, relays are stopped anywhere; a list says what must be sent."""

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=RAM))
        self.handles = [Outbox(self.folder / "shop.db") for _ in range(2)]
        self.waiting, self.number = [], 0

    def teardown(self):
        for handle in self.handles:
            handle.close()
        shutil.rmtree(self.folder)

    def event(self):
        self.number += 1
        return Event("Paid", {"number": self.number}, id=str(self.number))

    @rule(which=st.integers(0, 1), count=st.integers(0, 3), failing=st.booleans())
    def transact(self, which, count, failing):
        outbox, events = self.handles[which], [self.event() for _ in range(count)]
        with suppress(LookupError), outbox.transaction() as tx:
            for event in events:
                outbox.add(tx, event)
            if failing:
                raise LookupError
        self.waiting += [] if failing else events

    @rule(which=st.integers(0, 1), last=st.integers(0, 4), arrives=st.booleans())
    def relay_until_it_is_stopped(self, which, last, arrives):
        """Stop the relay at one event: it is killed after that has arrived, or it does not."""
        sent = []

        def publish(event):
            stopped = len(sent) == last
            if not stopped or arrives:
                sent.append(event)
            if stopped:
                raise Stop if arrives else ConnectionError

        with suppress(Stop, ConnectionError):
            relay(self.handles[which], publish)
        assert sent == self.waiting[: last + arrives]
        self.waiting = self.waiting[last:]

    @invariant()
    def what_was_committed_and_not_marked_is_pending(self):
        assert [handle.pending() for handle in self.handles] == [len(self.waiting)] * 2
        first = self.handles[0].first()
        assert [first[1]] == self.waiting[:1] if first else not self.waiting


TestOutboxBesideModel = OutboxBesideModel.TestCase
TestOutboxBesideModel.settings = settings(max_examples=60, stateful_step_count=20, deadline=None)
