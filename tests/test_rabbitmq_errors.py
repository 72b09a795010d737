"""What is said when RabbitMQ refuses, is not there or goes away."""

import re
import socket
import threading
import time
from uuid import uuid4

import pika
import pytest
from rabbitmq_queues import found, queues
from servers import free_port

from eventlab import Event
from eventlab.brokers.rabbitmq import RabbitMQQueue


@pytest.fixture
def make(rabbitmq):
    with queues(rabbitmq) as make:
        yield make


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
