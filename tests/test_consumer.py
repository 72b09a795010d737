"""What a consumer tells and refuses; and beside a model, with its inbox, in a world of crashes."""

import logging
import shutil
import subprocess
import sys
import tempfile
from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlite_files import RAM

from eventlab import Consumer, Event, Inbox, MemoryQueue, Retry, StaleDelivery, VirtualClock
from eventlab.contracts import Stop

DAY = 86_400.0


def start(*ids, **settings):
    clock = VirtualClock(1000.0)
    queue = MemoryQueue(clock=clock, **settings)
    queue.put_many([Event("Paid", id=id) for id in ids])
    return queue, clock


# What is told, and what is refused.


def test_a_failure_is_logged_as_news_and_a_lost_lease_as_a_warning(caplog):
    queue, clock = start("bad", "slow", max_attempts=1, lease=30.0)

    def handler(event):
        clock.advance(31 if event.id == "slow" else 0)
        if event.id == "bad":
            raise ValueError("no stock")

    with caplog.at_level(logging.INFO, "eventlab"):
        Consumer(queue, handler, clock=clock).run()
    told = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert told == [
        ("INFO", "attempt 1 of Event('Paid', {}, id='bad') failed: ValueError: no stock"),
        ("WARNING", "the handler of Event('Paid', {}, id='slow') outlived its lease"),
    ]


def test_a_program_that_sets_no_logging_up_is_told_by_the_verdicts_alone():
    code = """
from eventlab import Consumer, Event, MemoryQueue, VirtualClock
clock = VirtualClock()
queue = MemoryQueue(lease=1.0, max_attempts=1, clock=clock)
queue.put(Event("Paid"))
print(dict(Consumer(queue, lambda event: clock.advance(2.0), clock=clock).run()))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("{'stale': 1}\n", "")


@pytest.mark.parametrize("fails", [False, True])
def test_the_outcome_of_a_lost_lease_has_the_queues_error(fails):
    queue, clock = start("1", lease=1.0)

    def handler(event):
        clock.advance(2.0)
        if fails:
            raise ValueError("no stock")

    outcome = Consumer(queue, handler, clock=clock).run_one()
    assert (outcome.verdict, outcome.delay) == ("stale", 0.0)
    assert isinstance(outcome.error, StaleDelivery)
    assert outcome.error.deliveries == (outcome.delivery,)


def test_an_outcome_without_trouble_has_no_error_and_no_delay():
    queue, clock = start("1")
    outcome = Consumer(queue, lambda event: None, clock=clock).run_one()
    assert (outcome.verdict, outcome.error, outcome.delay) == ("handled", None, 0.0)
    assert outcome.delivery.event.id == "1"


def test_an_outcome_carries_the_delivery_the_error_and_the_delay():
    queue, clock = start("1")
    consumer = Consumer(queue, lambda event: 1 / 0, retry=Retry(base=8.0, seed=1), clock=clock)
    outcome = consumer.run_one()
    assert outcome.delivery.event.id == "1" and outcome.delivery.attempt == 1
    assert isinstance(outcome.error, ZeroDivisionError)
    assert 0 < outcome.delay <= 8.0
    clock.advance(outcome.delay)
    assert queue.stats().ready == 1


def test_the_notes_of_an_error_are_part_of_the_reason():
    def handler(event):
        error = ValueError("no stock")
        error.add_note("of item 7")
        raise error

    queue, clock = start("1", max_attempts=1)
    Consumer(queue, handler, clock=clock).run()
    assert next(queue.dead_letters()).reasons == ("ValueError: no stock\nof item 7",)


def test_an_error_that_cannot_be_printed_still_gives_a_reason():
    class Mute(Exception):
        def __str__(self):
            raise RuntimeError("no words")

    def handler(event):
        raise Mute

    queue, clock = start("1", max_attempts=1)
    Consumer(queue, handler, clock=clock).run()
    assert "Mute" in next(queue.dead_letters()).reasons[0]


def test_a_handler_that_only_makes_a_coroutine_is_told_why_it_failed():
    queue, clock = start("1")
    outcome = Consumer(queue, lambda event: later(event), clock=clock).run_one()
    assert repr(outcome.error) == (
        "TypeError('the handler returned a coroutine, which nobody awaits')"
    )


def test_so_is_one_that_only_makes_a_generator():
    def handler(event):
        yield event

    queue, clock = start("1")
    outcome = Consumer(queue, handler, clock=clock).run_one()
    assert repr(outcome.error) == (
        "TypeError('the handler returned a generator, which nobody runs')"
    )


def test_without_a_clock_it_goes_by_the_systems():
    queue = MemoryQueue()
    queue.put(Event("Paid"))
    assert Consumer(queue, lambda event: 1 / 0).run_one().verdict == "failed"


class Later:
    async def __call__(self, event): ...


async def later(event): ...


@pytest.mark.parametrize(("handler", "said"), [
    (later, "later is async"),
    (Later(), "Later object at .* is async"),
    (lambda: None, r"cannot be called with \(event\)"),
    (lambda event, tx: None, r"cannot be called with \(event\)"),
    (None, r"None cannot be called with \(event\)"),
])  # fmt: skip
def test_a_handler_that_will_not_do_is_refused_at_once(handler, said):
    with pytest.raises(TypeError, match=said):
        Consumer(MemoryQueue(), handler)


def test_with_an_inbox_a_handler_takes_its_transaction_too(tmp_path):
    with (
        Inbox(tmp_path / "shop.db") as inbox,
        pytest.raises(TypeError, match=r"cannot be called with \(event, tx\): too many"),
    ):
        Consumer(MemoryQueue(), lambda event: None, inbox=inbox)


def test_a_builtin_that_does_not_tell_its_arguments_is_taken_at_its_word():
    queue, clock = start("1")
    assert Consumer(queue, dict.fromkeys, clock=clock).run()["failed"] == 1
    assert Consumer(queue, min, clock=clock)


# The whole beside a model.


class ConsumerBesideModel(RuleBasedStateMachine):
    """Events are put, some twice; handlers fail, lag and die at any of their steps.

    The model is a set: the events that have had their effect.
    """

    TROUBLE = ("none", "raises", "dies before", "dies after", "lags", "dies before the ack")

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=RAM))
        self.clock = VirtualClock(1000.0)
        self.queue = MemoryQueue(lease=30.0, max_attempts=1_000, clock=self.clock)
        self.queue.get, self.queue.ack = self.get, self.ack
        self.put_so_far, self.had, self.trouble = set(), set(), "none"
        self.inbox = None
        self.restart()
        self.inbox.once(Event("Opened", id="0"), lambda e, tx: tx.execute("CREATE TABLE had (id)"))

    def teardown(self):
        try:
            self.work_everything_off()
        finally:
            self.inbox.close()
            shutil.rmtree(self.folder)

    def work_everything_off(self):
        self.trouble = "none"
        while sum(astuple(self.queue.stats())):
            self.consumer.run()
            self.clock.advance(DAY)
        self.had = self.put_so_far
        self.what_was_had_was_had_once()

    def handler(self, event, tx):
        if self.trouble == "dies before":
            raise Stop
        tx.execute("INSERT INTO had VALUES (?)", (event.id,))
        if self.trouble == "lags":
            self.clock.advance(31.0)
        if self.trouble == "dies after":
            raise Stop
        if self.trouble == "raises":
            raise ValueError("no stock")

    def get(self, timeout):
        self.taken = MemoryQueue.get(self.queue, timeout)
        return self.taken

    def ack(self, *deliveries):
        if self.trouble == "dies before the ack":
            raise Stop
        MemoryQueue.ack(self.queue, *deliveries)

    @rule()
    def restart(self):
        if self.inbox:
            self.inbox.close()
        self.inbox = Inbox(self.folder / "shop.db", clock=self.clock)
        retry = Retry(base=5.0, cap=20.0, seed=1)
        self.consumer = Consumer(
            self.queue, self.handler, inbox=self.inbox, retry=retry, clock=self.clock
        )

    @rule(number=st.integers(1, 9), key=st.sampled_from([None, "a"]))
    def put(self, number, key):
        self.queue.put(Event("Paid", id=str(number)), key=key)
        self.put_so_far.add(str(number))

    @rule(seconds=st.sampled_from([5.0, 31.0]))
    def advance(self, seconds):
        self.clock.advance(seconds)

    @rule(trouble=st.sampled_from(TROUBLE))
    def consume(self, trouble):
        self.trouble = trouble
        try:
            outcome = self.consumer.run_one()
        except Stop:
            assert trouble.startswith("dies")
            self.had |= {self.taken.event.id} if trouble == "dies before the ack" else set()
            return
        if self.taken is None:
            assert outcome is None
        else:
            id = self.taken.event.id
            expected = {"raises": "failed", "lags": "stale"}.get(trouble, "handled")
            assert outcome.verdict == ("duplicate" if id in self.had else expected)
            self.had |= set() if outcome.verdict == "failed" else {id}

    @invariant()
    def what_was_had_was_had_once(self):
        read = self.inbox._database.read
        assert sorted(read("SELECT id FROM had")) == sorted((id,) for id in self.had)
        assert set(read("SELECT id FROM eventlab_inbox")) == {(id,) for id in (*self.had, "0")}


TestConsumerBesideModel = ConsumerBesideModel.TestCase
TestConsumerBesideModel.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
