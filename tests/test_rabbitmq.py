"""RabbitMQQueue on a real RabbitMQ: the contract, and what only a broker can do."""

import itertools
import re
import time

import pytest
from crash import soak, start
from crash.rabbitmq_worker import book
from lost import goes_on, judge, kill_some, shop, wait_until
from servers import free_port

from eventlab import Consumer, Event, Inbox, Retry, StaleDelivery
from eventlab.brokers.rabbitmq import RabbitMQQueue
from eventlab.brokers.rabbitmq_message import LOST
from eventlab.contracts.queue import queue as contract

numbers = itertools.count(1)


def found(queue):
    """A delivery, which must come soon."""
    delivery = queue.get(10.0)
    assert delivery is not None
    return delivery


def found_dead(queue):
    """The dead letter, which must come soon."""
    wait_until(lambda: list(queue.dead_letters()))
    [letter] = queue.dead_letters()
    return letter


@pytest.fixture
def make(rabbitmq):
    """Make queues on a name of their own, and close them all."""
    made = []

    def make(beside=None, **settings):
        name = beside.name if beside else f"test-{next(numbers)}"
        made.append(RabbitMQQueue(rabbitmq.url, name, **settings))
        return made[-1]

    yield make
    for queue in made:
        queue.close()


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.name)
        for case in contract.cases
        if case.needs <= RabbitMQQueue.FEATURES
    ],
)
def test_every_case_of_the_contract_holds(make, case):
    [result] = contract.check(make, only=[case.name])
    assert result.verdict == "holds", result.reason


# Attempts that the broker counts, delays that it measures, and what is no event.


def test_a_consumer_that_dies_gives_back_and_each_time_is_an_attempt(make):
    subject = make(max_attempts=3)
    subject.put(Event("Paid", id="1"))
    subject.nack(subject.get(), reason="no stock")
    for attempt in (2, 3):
        dying = make(beside=subject, max_attempts=3)
        assert found(dying).attempt == attempt
        dying.close()
    assert subject.get(0.5) is None
    [letter] = subject.dead_letters()
    assert (letter.event.id, letter.attempts) == ("1", 3)
    assert letter.reasons == ("no stock", LOST, LOST)


def test_the_broker_gives_up_what_ends_every_consumer(make):
    subject = make(max_attempts=2)
    subject.put(Event("Paid", id="1"))
    for _ in range(2):
        dying = make(beside=subject, max_attempts=1000)  # which would go on for ever
        found(dying)
        dying.close()
    assert found_dead(subject).event.id == "1"


def test_a_delayed_event_comes_when_the_broker_has_let_it_wait(make):
    subject = make()
    subject.put(Event("Paid", id="1"), delay=0.5)
    subject.put(Event("Paid", id="2"))
    assert (subject.stats().ready, subject.stats().delayed) == (1, 1)
    assert [found(subject).event.id for _ in "12"] == ["2", "1"]


def test_a_failed_event_is_tried_again_and_what_it_meant_is_kept(make):
    subject, tries = make(max_attempts=3), []

    def fail_twice(event):
        tries.append(event.id)
        if len(tries) < 3:
            raise OSError("no stock")

    subject.put(Event("Paid", id="1"))
    verdicts = Consumer(subject, fail_twice, retry=Retry(base=0.05)).run(timeout=2.0)
    assert verdicts == {"failed": 2, "handled": 1}


def test_what_is_no_event_is_a_dead_letter_and_the_consumer_goes_on(make):
    subject = make()
    channel = subject._connection.channel()
    channel.basic_publish("", subject.name, b"\xff not an event")
    channel.basic_publish("", subject.name, b'{"specversion": "1.0"}')
    subject.put(Event("Paid", id="1"))
    assert found(subject).event.id == "1"
    first, second = subject.dead_letters()
    assert first.event.type == second.event.type == "unreadable"
    assert (first.event.data["body"], second.event.data["body"][:14]) == (
        "\\xff not an event", '{"specversion"',
    )  # fmt: skip
    assert "not an event" in first.reasons[0] and "missing" in second.reasons[0]
    subject.redrive(second.id)
    assert subject.get(0.5) is None  # it is no event now either
    assert len(list(subject.dead_letters())) == 2


def test_looking_at_the_dead_letters_takes_nothing_and_is_no_attempt(make):
    subject = make(max_attempts=1)
    subject.put(Event("Paid", id="1"))
    subject.nack(subject.get(), reason="x" * 1_000_000)
    letters = {repr(list(subject.dead_letters())) for _ in range(30)}
    assert len(letters) == 1


# What goes wrong is said.


def test_a_key_an_extension_and_a_delay_without_end_are_refused(make):
    subject = make()
    with pytest.raises(NotImplementedError, match="no order of a key"):
        subject.put(Event("Paid"), key="a")
    with pytest.raises(ValueError, match="67108"):
        subject.put(Event("Paid"), delay=1e6)
    subject.put(Event("Paid"))
    delivery = subject.get()
    with pytest.raises(ValueError, match="67108"):
        subject.nack(delivery, delay=1e6)
    with pytest.raises(NotImplementedError, match="until the connection ends"):
        subject.extend(delivery, 10.0)
    subject.ack(delivery)


def test_no_broker_is_said_within_three_seconds():
    began = time.monotonic()
    with pytest.raises(ConnectionError) as told:
        RabbitMQQueue(f"amqp://guest:secret@127.0.0.1:{free_port()}/%2F", "orders")
    assert time.monotonic() - began < 4
    assert re.search(
        r"amqp://guest@127\.0\.0\.1:\d+/.*3 s.*docker compose up rabbitmq", str(told.value)
    )
    assert "secret" not in str(told.value)


def test_a_wrong_password_and_a_wrong_url_are_said_at_once(rabbitmq):
    wrong = rabbitmq.url.replace("guest:guest", "guest:secret")
    with pytest.raises(PermissionError, match="refuses the user") as told:
        RabbitMQQueue(wrong, "orders")
    assert "secret" not in str(told.value)
    with pytest.raises(ValueError, match="amqp://user"):
        RabbitMQQueue("redis://127.0.0.1", "orders")


# Lost consumers, lost brokers, lost networks: nothing confirmed is lost, no effect is doubled.


@pytest.fixture
def folder(tmp_path):
    return shop(tmp_path)


def finish(folder, queue):
    """Handle what is left, then judge."""
    with Inbox(folder / "shop.db") as inbox:
        Consumer(queue, book, inbox=inbox).run(timeout=3.0)
    return judge(folder)


@pytest.mark.soak
def test_consumers_that_are_killed_lose_nothing_and_double_nothing(make, rabbitmq, folder):
    subject = make(max_attempts=1000)
    kill_some(soak(25), "rabbitmq_worker", folder, rabbitmq.url, subject.name)
    assert len(finish(folder, subject)) > 5 * soak(25)


@pytest.mark.soak
def test_a_broker_that_is_killed_under_load_loses_nothing(make, rabbitmq, folder):
    subject = make(max_attempts=1000, patience=60.0)
    subject.put(Event("Paid"))
    time.sleep(2)  # RabbitMQ 3.10 forgets who leads a queue that is younger than its table
    with start("rabbitmq_worker", folder, "a", rabbitmq.url, subject.name) as worker:
        assert worker.stdout.readline() == "at work\n"
        for _ in range(soak(10)):
            goes_on(folder)
            rabbitmq.restart()
            goes_on(folder)
        worker.kill()
    finish(folder, subject)


@pytest.mark.soak
def test_a_network_that_is_cut_for_longer_than_the_lease_loses_nothing(make, rabbitmq, folder):
    subject = make(max_attempts=1000, patience=60.0)
    with start("rabbitmq_worker", folder, "a", rabbitmq.url, subject.name) as worker:
        assert worker.stdout.readline() == "at work\n"
        for _ in range(soak(5)):
            rabbitmq.pause()
            time.sleep(6)
            rabbitmq.resume()
            goes_on(folder)
        worker.kill()
    finish(folder, subject)


def test_a_delivery_of_a_connection_that_broke_is_stale(make, rabbitmq):
    subject = make()
    subject.put(Event("Paid", id="1"))
    delivery = subject.get()
    subject._connection.drop()
    with pytest.raises(StaleDelivery):
        subject.ack(delivery)
    again = found(subject)
    assert (again.event.id, again.attempt) == ("1", 2)
    with pytest.raises(StaleDelivery):
        subject.ack(delivery)
    subject.ack(again)


def test_sent_ahead_is_the_same_queue(make):
    subject = make(prefetch=10)
    for number in range(25):
        subject.put(Event("Paid", id=f"{number}"))
    handled = []
    assert Consumer(subject, lambda event: handled.append(event.id)).run(0.5) == {"handled": 25}
    assert handled == [f"{number}" for number in range(25)]
