"""What is said when Kafka refuses, is not there or falls silent."""

import re
import time

import pytest
from confluent_kafka import KafkaError, KafkaException
from kafka_topics import topics
from lost import wait_until
from servers import free_port

from eventlab import Event, Fenced
from eventlab.brokers.kafka import KafkaLog
from eventlab.brokers.kafka_errors import translated


@pytest.fixture
def make(kafka):
    with topics(kafka) as make:
        yield make


def test_an_event_that_is_too_large_is_refused(make):
    with pytest.raises(ValueError, match="larger than"):
        make(1).append(Event("Paid", {"text": "x" * 2_000_000}))


def test_a_missing_topic_is_said(kafka):
    with pytest.raises(LookupError, match=r"no topic 'nowhere'.*partitions="):
        KafkaLog(kafka.servers, "nowhere")


def test_a_topic_that_has_gone_is_said(make):
    log = make()
    log.append(Event("Paid"))
    log.delete()
    wait_until(lambda: not log._connection.count())
    for call in (lambda: log.append(Event("Paid")), lambda: log.lag("a"), lambda: log.partitions):
        with pytest.raises(LookupError, match=r"no such topic|no topic"):
            call()


def test_settings_that_make_no_sense_are_refused(kafka):
    for wrong, match in (
        ({"patience": 0}, "patience"),
        ({"session": 0.0}, "session"),
        ({"session": 1e6}, "session"),
        ({"partitions": 0}, "partition"),
        ({"options": {"colour": "red"}}, "colour"),
        ({"topic": "no name!", "partitions": 1}, "no name!"),
    ):
        with pytest.raises(ValueError, match=match):
            KafkaLog(kafka.servers, **{"topic": "orders"} | wrong)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (KafkaError.GROUP_AUTHORIZATION_FAILED, PermissionError),
        (KafkaError.FENCED_MEMBER_EPOCH, Fenced),
        (KafkaError.NOT_COORDINATOR, ConnectionError),
        (KafkaError.INVALID_MSG, RuntimeError),
    ],
)
def test_an_error_of_the_client_is_one_of_those_that_are_promised(code, told):
    error = translated(KafkaException(KafkaError(code)), "here", 3.0)
    assert type(error) is told


def test_what_is_no_event_no_group_and_no_partition_is_refused(make):
    log = make(1)
    with pytest.raises(TypeError, match="a log holds events"):
        log.append("Paid")
    with pytest.raises(ValueError, match="a group has a name"):
        KafkaLog.join(log, "")
    with pytest.raises(ValueError, match="only be added"):
        log.add_partitions(0)
    log._connection.patience = 0.1
    with pytest.raises(ConnectionError, match="No leaders"), log._connection.translated():
        log._connection.ends([7])


def test_a_broker_that_falls_silent_is_said(make, kafka):
    pause, log = kafka.pause, make(1, patience=1.0)
    member = log.join("billing")
    log.append(Event("Paid", id="1"))
    pause()
    try:
        for call in (
            lambda: log.append(Event("Paid")),
            lambda: log.lag("a"),
            lambda: log.partitions,
        ):
            began = time.monotonic()
            with pytest.raises(ConnectionError, match="waited for 1 s"):
                call()
            assert time.monotonic() - began < 4
    finally:
        kafka.resume()
    wait_until(lambda: log.append(Event("Paid", id="2")))
    assert member.poll()[0].event.id == "1"


def with_password(user, password):
    return {
        "security.protocol": "SASL_PLAINTEXT",
        "sasl.mechanism": "PLAIN",
        "sasl.username": user,
        "sasl.password": password,
    }


def test_a_wrong_password_is_said_within_seconds(make, kafka):
    guarded, topic = kafka.guarded, make(1).topic
    began = time.monotonic()
    with pytest.raises(PermissionError, match="refuses") as told:
        KafkaLog(guarded, topic, options=with_password(kafka.USER, "secret"))
    assert time.monotonic() - began < 5
    assert "secret" not in str(told.value) and kafka.PASSWORD not in str(told.value)


def test_a_right_password_opens(make, kafka):
    guarded, topic = kafka.guarded, make(1).topic
    log = KafkaLog(guarded, topic, options=with_password(kafka.USER, kafka.PASSWORD))
    assert log.append(Event("Paid", id="1")) == (0, 0)
    member = log.join("billing")
    assert [record.event.id for record in member.poll()] == ["1"]
    member.commit(0, 1)
    member.leave()


def test_no_broker_is_said_within_three_seconds():
    began = time.monotonic()
    with pytest.raises(ConnectionError) as told:
        KafkaLog(f"127.0.0.1:{free_port()}", "orders", 1)
    assert time.monotonic() - began < 4
    assert re.search(r"127\.0\.0\.1:\d+ .*3 s.*docker compose up kafka", str(told.value))
