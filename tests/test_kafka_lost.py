"""Lost consumers, brokers and networks on a real Kafka: nothing confirmed is lost or doubled."""

import time

import pytest
from crash import noted, soak, start
from crash.kafka_worker import book
from kafka_topics import topics
from lost import goes_on, judge, kill_some, shop, wait_until

from eventlab import Event, Fenced, Inbox
from eventlab.brokers.kafka import KafkaLog


@pytest.fixture
def make(kafka):
    with topics(kafka) as make:
        yield make


@pytest.fixture
def folder(tmp_path):
    return shop(tmp_path)


def finish(folder, log):
    """Handle what is left, then judge."""
    with Inbox(folder / "shop.db") as inbox:
        member = KafkaLog(log._connection.settings["bootstrap.servers"], log.topic).join("billing")

        def handled():
            for record in member.poll():
                inbox.once(record.event, book)
                member.commit(record.partition, record.offset + 1)
            return not any(log.lag("billing").values())

        wait_until(handled)
        member.leave()
    return judge(folder)


@pytest.mark.soak
def test_consumers_that_are_killed_lose_nothing_and_double_nothing(make, kafka, folder):
    log = make(4)
    kill_some(soak(25), "kafka_worker", folder, kafka.servers, log.topic)
    assert len(finish(folder, log)) > 5 * soak(25)


@pytest.mark.soak
def test_a_broker_that_is_killed_under_load_loses_nothing(make, kafka, folder):
    restart = kafka.restart
    log = make(2)
    with start("kafka_worker", folder, "a", kafka.servers, log.topic) as worker:
        assert worker.stdout.readline() == "at work\n"
        for _ in range(soak(10)):
            goes_on(folder)
            restart()
            goes_on(folder)
        worker.kill()
    finish(folder, log)


@pytest.mark.soak
def test_a_network_that_is_cut_for_longer_than_the_timeouts_loses_nothing(make, kafka, folder):
    pause = kafka.pause
    log = make(2)
    with start("kafka_worker", folder, "a", kafka.servers, log.topic) as worker:
        assert worker.stdout.readline() == "at work\n"
        for _ in range(soak(5)):
            goes_on(folder)
            pause()
            time.sleep(12)
            kafka.resume()
            goes_on(folder)
        worker.kill()
    finish(folder, log)


@pytest.mark.soak
def test_a_rebalance_while_handling_loses_nothing(make, kafka, folder):
    log = make(4)
    with start("kafka_worker", folder, "a", kafka.servers, log.topic) as worker:
        assert worker.stdout.readline() == "at work\n"
        for number in range(soak(20)):
            with start("kafka_worker", folder, f"b{number}", kafka.servers, log.topic) as other:
                assert other.stdout.readline() == "at work\n"
                goes_on(folder)
                other.kill()
        worker.kill()
    finish(folder, log)
    handled = noted(folder)["handled"]
    assert any(id.startswith("b") for id in handled) and any(id.startswith("a") for id in handled)


def test_a_silent_member_is_fenced_and_another_takes_over(make):
    log = make(1, session=6.0)
    log.append(Event("Paid", id="1"))
    silent = log.join("billing")
    assert len(silent.poll()) == 1
    spare = KafkaLog(log._connection.settings["bootstrap.servers"], log.topic, session=60.0).join(
        "billing"
    )
    found = []
    wait_until(lambda: found.extend(spare.poll()) or found)
    with pytest.raises(Fenced):
        silent.commit(0, 1)
    spare.commit(0, 1)
    spare.leave()


class Interrupted:
    """The client, interrupted at the moment in which it has handed out what it fetched."""

    def __init__(self, client):
        self.client = client

    def consume(self, *arguments):
        self.client.consume(*arguments)
        raise KeyboardInterrupt

    def __getattr__(self, name):
        return getattr(self.client, name)


def test_an_interrupted_poll_passes_over_nothing(make):
    log = make(1)
    log.append(Event("Paid", id="1"))
    member = log.join("billing")
    [record] = member.poll()
    log.append(Event("Paid", id="2"))
    time.sleep(0.3)  # it is on its way to the client
    member._consumer = Interrupted(member._consumer)
    with pytest.raises(KeyboardInterrupt):
        member.poll()
    with pytest.raises(Fenced, match="join again"):
        member.commit(0, record.offset + 1)
    assert [r.event.id for r in log.join("billing").poll()] == ["1", "2"]
