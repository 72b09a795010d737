"""RabbitMQQueue on a real RabbitMQ: the contract, and what only a broker can do."""

import pika
import pytest
from rabbitmq_queues import found, found_dead, queues

from benchmarks import brokers
from eventlab import Consumer, Event, Outbox, Retry, relay
from eventlab.brokers.rabbitmq import RabbitMQQueue
from eventlab.brokers.rabbitmq_message import LOST
from eventlab.contracts.queue import queue as contract


@pytest.fixture
def make(rabbitmq):
    with queues(rabbitmq) as make:
        yield make


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


@pytest.mark.parametrize("fault", [None, "put", "ack"])
def test_the_bench_measures_it_unless_it_does_not_do_its_work(rabbitmq, fault, monkeypatch):
    if fault is None:
        assert all(row.ours > 0 and row.limit > 0 for row in brokers.rabbitmq(rabbitmq.url, 1))
        return
    monkeypatch.setattr(RabbitMQQueue, fault, lambda self, *arguments: None)
    with pytest.raises(AssertionError, match="the round ended with"):
        list(brokers.rabbitmq(rabbitmq.url, 1))


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
