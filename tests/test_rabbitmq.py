"""RabbitMQQueue on a real RabbitMQ: the contract, and what only a broker can do."""

import re
import socket
import threading
import time
from uuid import uuid4

import pika
import pytest
from crash import soak, start
from crash.rabbitmq_worker import book
from lost import goes_on, judge, kill_some, shop, wait_until
from pika.adapters.blocking_connection import BlockingChannel
from servers import free_port

from benchmarks import brokers
from eventlab import Consumer, Event, Inbox, Outbox, Retry, StaleDelivery, relay
from eventlab.brokers.rabbitmq import RabbitMQQueue
from eventlab.brokers.rabbitmq_message import LOST
from eventlab.brokers.rabbitmq_topology import delete
from eventlab.contracts.queue import queue as contract


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
    """Make queues on a name of their own; close them all and take them away."""
    made = []

    def make(beside=None, **settings):
        name = beside.name if beside else f"test-{uuid4()}"
        made.append(RabbitMQQueue(rabbitmq.url, name, **settings))
        return made[-1]

    yield make
    for queue in made:
        queue.close()
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.url)) as connection:
        for name in {queue.name for queue in made}:
            delete(connection.channel(), name)


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
    letter = found_dead(subject)
    assert (letter.event.id, letter.attempts, letter.reasons) == ("1", 2, (LOST, LOST))


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


def test_headers_that_others_wrote_do_no_harm(make):
    subject = make(max_attempts=2)
    headers = {"x-eventlab-attempts": "many", "x-eventlab-reasons": 7, "x-delivery-count": -9}
    for death in ("plague", [], ["plague"], [{"reason": 7}]):
        properties = pika.BasicProperties(headers=headers | {"x-death": death})
        body = Event("Paid", id=f"{death}").to_json()
        subject._connection.channel().basic_publish("", subject.name, body, properties)
        delivery = found(subject)
        assert (delivery.event.id, delivery.attempt) == (f"{death}", 1)
        subject.ack(delivery)
        subject._connection.channel().basic_publish("", subject.dead, body, properties)
    assert [letter.attempts for letter in subject.dead_letters()] == [0] * 4


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


def test_settings_that_make_no_sense_are_refused(make):
    for wrong in ({"patience": 0}, {"patience": float("inf")}, {"lease": 1e5}, {"prefetch": 1e5}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            make(**wrong)


def test_a_queue_that_is_another_ones_alone_is_refused(rabbitmq):
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.url)) as owner:
        owner.channel().queue_declare(name := f"test-{uuid4()}", exclusive=True)
        with pytest.raises(ValueError, match="RESOURCE_LOCKED"):
            RabbitMQQueue(rabbitmq.url, name)


def test_an_event_that_is_too_large_is_refused(make):
    with pytest.raises(ValueError, match="larger than"):
        make().put(Event("Paid", {"text": "x" * 140_000_000}))


def test_a_channel_that_the_broker_closed_is_opened_again(make):
    subject = make()
    subject.put(Event("Paid", id="1"))
    subject._connection.channel().basic_ack(999)  # closed with the code of what is never allowed
    assert found(subject).event.id == "1"


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
    with pytest.raises(PermissionError, match="vhost nowhere not found"):
        RabbitMQQueue(rabbitmq.url.replace("%2F", "nowhere"), "orders")
    for url in ("redis://127.0.0.1", "amqp://guest:sec/ret@127.0.0.1/%2F"):
        with pytest.raises(ValueError, match="amqp://user") as told:
            RabbitMQQueue(url, "orders")
        assert told.value.__cause__ is None and told.value.__suppress_context__


def test_a_broker_that_goes_away_in_the_greeting_is_no_wrong_password():
    start = pika.spec.Connection.Start(server_properties={})
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet():
            for _ in range(2):
                with server.accept()[0] as client:
                    client.recv(8)
                    client.sendall(pika.frame.Method(0, start).marshal())
                    client.recv(1)

        thread = threading.Thread(target=greet, daemon=True)
        thread.start()
        url = f"amqp://guest:guest@127.0.0.1:{server.getsockname()[1]}/%2F"
        with pytest.raises(ConnectionError, match="no RabbitMQ did it"):
            RabbitMQQueue(url, "orders", patience=0.1)


@pytest.mark.parametrize("fault", [None, "put", "ack"])
def test_the_bench_measures_it_unless_it_does_not_do_its_work(rabbitmq, fault, monkeypatch):
    if fault is None:
        assert all(row.ours > 0 and row.limit > 0 for row in brokers.rabbitmq(rabbitmq.url, 1))
        return
    monkeypatch.setattr(RabbitMQQueue, fault, lambda self, *arguments: None)
    with pytest.raises(AssertionError, match="the round ended with"):
        list(brokers.rabbitmq(rabbitmq.url, 1))


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
    lend, calls = subject._lend, []

    def lend_and_break(channel):
        calls.append(1)
        if len(calls) == 3:
            raise pika.exceptions.StreamLostError
        return lend(channel)

    monkeypatch.setattr(subject, "_lend", lend_and_break)
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


def test_an_outbox_is_relayed(make, tmp_path):
    subject = make()
    with Outbox(tmp_path / "shop.db") as outbox:
        with outbox.transaction() as tx:
            for id in "123":
                outbox.add(tx, Event("Paid", id=id))
        assert (relay(outbox, subject.put), outbox.pending()) == (3, 0)
    assert [each.event.id for each in subject.get_many(5)] == ["1", "2", "3"]


def test_sent_ahead_is_the_same_queue(make):
    subject = make(prefetch=10)
    for number in range(25):
        subject.put(Event("Paid", id=f"{number}"))
    handled = []
    assert Consumer(subject, lambda event: handled.append(event.id)).run(0.5) == {"handled": 25}
    assert handled == [f"{number}" for number in range(25)]


def test_a_queue_is_deleted_with_its_dead_and_its_delayed(make, rabbitmq):
    queue = make(max_attempts=1)
    queue.put(Event("Paid"))
    queue.nack(found(queue))
    queue.put(Event("Paid"), delay=60)
    assert len({name for name in rabbitmq.queues() if name.startswith(queue.name)}) == 3
    for _ in range(2):
        queue.delete()
        assert not {name for name in rabbitmq.queues() if name.startswith(queue.name)}
