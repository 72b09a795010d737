"""KafkaLog on a real Kafka: the contract, and what only a broker can do."""

import time

import pytest
from confluent_kafka import TopicPartition
from kafka_topics import topics

from benchmarks import brokers
from eventlab import Event, Outbox, relay
from eventlab.brokers.kafka import KafkaLog
from eventlab.brokers.kafka_member import KafkaMember
from eventlab.contracts.log import log as contract


@pytest.fixture
def make(kafka):
    with topics(kafka) as make:
        yield make


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=case.name)
        for case in contract.cases
        if case.needs <= KafkaLog.FEATURES
    ],
)
def test_every_case_of_the_contract_holds(make, case):
    [result] = contract.check(make, only=[case.name])
    assert result.verdict == "holds", result.reason


def test_what_is_no_event_comes_as_one_that_says_so_and_the_reader_goes_on(make):
    log = make(1)
    for body in (b"\xff no event", b'{"specversion": "1.0"}', None):
        log._connection.producer.produce(log.topic, body)
    log._connection.producer.flush()
    log.append(Event("Paid", id="1"))
    *bad, good = log.join("billing").poll(10)
    assert [record.event.type for record in bad] == ["unreadable"] * 3
    assert bad[0].event.data["body"] == "\\xff no event" and bad[0].event.id == "0-0"
    assert "missing" in bad[1].event.data["why"]
    assert good.event.id == "1"


def test_a_topic_that_another_one_has_made_meanwhile_is_taken(make):
    log = make(2)
    log._connection.make(5)
    assert log.partitions == 2


def test_what_commits_bring_is_bounded_and_comes_later(make, monkeypatch):
    monkeypatch.setattr("eventlab.brokers.kafka_member.ENOUGH", 3)
    log = make(1)
    for number in range(12):
        log.append(Event("Paid", id=f"{number}"))
    member = log.join("billing")
    got = member.poll(1)
    for _ in range(9):
        member.commit(0, 1)
    assert len(member._fetched) <= 3
    assert [r.event.id for r in got + member.poll()] == [f"{number}" for number in range(12)]


def test_a_poll_with_nothing_to_come_does_not_wait(make):
    log = make(4)
    member = log.join("billing")
    for number in range(5):
        log.append(Event("Paid", id=f"{number}"))
        assert [record.event.id for record in member.poll()] == [f"{number}"]
    began = time.monotonic()
    for _ in range(20):
        assert member.poll() == []
    assert time.monotonic() - began < 4  # a fetch that finds nothing waits for 0.5 s


def test_a_lag_counts_what_is_still_there(make):
    log = make(1)
    for number in range(5):
        log.append(Event("Paid", id=f"{number}"))
    place = TopicPartition(log.topic, 0, 3)
    log._connection.admin.delete_records([place])[place].result()
    assert log.lag("billing") == {0: 2}
    member = log.join("billing")
    member.commit(0, 1)
    assert log.lag("billing") == {0: 2}


@pytest.mark.parametrize("fault", [None, "append", "commit"])
def test_the_bench_measures_it_unless_it_does_not_do_its_work(kafka, fault, monkeypatch):
    if fault is None:
        assert all(row.ours > 0 and row.limit > 0 for row in brokers.kafka(kafka.servers, 1))
        return
    owner = KafkaLog if fault == "append" else KafkaMember
    monkeypatch.setattr(owner, fault, lambda self, *arguments: None)
    with pytest.raises(AssertionError, match="the round ended with"):
        list(brokers.kafka(kafka.servers, 1))


def test_an_outbox_is_relayed(make, tmp_path):
    log = make(1)
    with Outbox(tmp_path / "shop.db") as outbox:
        with outbox.transaction() as tx:
            for id in "123":
                outbox.add(tx, Event("Paid", id=id))
        assert (relay(outbox, log.append), outbox.pending()) == (3, 0)
    assert [record.event.id for record in log.join("billing").poll()] == ["1", "2", "3"]
