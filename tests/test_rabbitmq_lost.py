"""Lost consumers, brokers, connections on a real RabbitMQ: nothing confirmed is lost or doubled."""

import threading
import time

import pika
import pytest
from crash import soak, start
from crash.rabbitmq_worker import book
from lost import goes_on, judge, kill_some, shop
from pika.adapters.blocking_connection import BlockingChannel
from rabbitmq_queues import found, queues
from servers import free_port

from eventlab import Consumer, Event, Inbox, StaleDelivery


@pytest.fixture
def make(rabbitmq):
    with queues(rabbitmq) as make:
        yield make


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
    restart = rabbitmq.restart
    subject = make(max_attempts=1000, patience=60.0)
    subject.put(Event("Paid"))
    time.sleep(2)  # RabbitMQ 3.10 forgets who leads a queue that is younger than its table
    with start("rabbitmq_worker", folder, "a", rabbitmq.url, subject.name) as worker:
        assert worker.stdout.readline() == "at work\n"
        for _ in range(soak(10)):
            goes_on(folder)
            restart()
            goes_on(folder)
        worker.kill()
    finish(folder, subject)


@pytest.mark.soak
def test_a_network_that_is_cut_for_longer_than_the_lease_loses_nothing(make, rabbitmq, folder):
    pause = rabbitmq.pause
    subject = make(max_attempts=1000, patience=60.0)
    with start("rabbitmq_worker", folder, "a", rabbitmq.url, subject.name) as worker:
        assert worker.stdout.readline() == "at work\n"
        for _ in range(soak(5)):
            pause()
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


def test_what_a_consumer_that_fell_silent_settles_is_stale(make):
    silent = make(lease=1.0)
    silent.put(Event("Paid", id="1"))
    delivery = silent.get()
    again = found(make(beside=silent))
    assert (again.event.id, again.attempt) == ("1", 2)
    with pytest.raises(StaleDelivery):
        silent.ack(delivery)


@pytest.mark.parametrize("call", ["put", "get", "ack", "nack"])
def test_what_is_interrupted_keeps_nothing(make, call, monkeypatch):
    subject = make()
    subject.put(Event("Paid", id="1"))
    delivery = subject.get() if call in ("ack", "nack") else None
    low = {"put": "basic_publish", "get": "basic_get", "ack": "basic_ack", "nack": "basic_publish"}
    original = getattr(BlockingChannel, low[call])

    def interrupted(*arguments, **options):
        original(*arguments, **options)
        raise KeyboardInterrupt

    arguments = {"put": [Event("Paid", id="2")], "get": []}.get(call, [delivery])
    with monkeypatch.context() as patch:
        patch.setattr(BlockingChannel, low[call], interrupted)
        with pytest.raises(KeyboardInterrupt):
            getattr(subject, call)(*arguments)
    left = {each.event.id for each in make(beside=subject).get_many(9)}
    assert left == {"put": {"1", "2"}, "ack": set()}.get(call, {"1"})


def test_a_batch_holds_nothing_of_a_connection_that_broke_meanwhile(make, monkeypatch):
    subject = make()
    subject.put_many([Event("Paid", id=f"{number}") for number in range(4)])
    following, calls = subject._ask, []

    def break_meanwhile(channel):
        calls.append(1)
        if len(calls) == 3:
            raise pika.exceptions.StreamLostError
        return following(channel)

    monkeypatch.setattr(subject, "_ask", break_meanwhile)
    got = subject.get_many(6)
    subject.ack(*got)
    assert {each.attempt for each in got} <= {1, 2} and subject.stats().leased == 0


def test_who_waits_for_a_broker_keeps_nobody_from_settling(make):
    subject = make(patience=5.0)
    subject.put(Event("Paid", id="1"))
    delivery = subject.get()
    subject._connection._parameters.port = free_port()  # where nobody answers
    subject._connection.drop()
    told = []

    def wait():
        try:
            subject.get()
        except ConnectionError as error:
            told.append(error)

    waiting = threading.Thread(target=wait)
    waiting.start()
    with pytest.raises(StaleDelivery):
        subject.ack(delivery)
    assert waiting.is_alive()
    waiting.join()
    assert len(told) == 1
