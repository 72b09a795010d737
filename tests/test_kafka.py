"""KafkaLog on a real Kafka: the contract, and what only a broker can do."""

import re
import time
from uuid import uuid4

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition
from crash import noted, soak, start
from crash.kafka_worker import book
from lost import goes_on, judge, kill_some, shop, wait_until
from servers import free_port

from benchmarks import brokers
from eventlab import Event, Fenced, Inbox, Outbox, relay
from eventlab.brokers.kafka import KafkaLog
from eventlab.brokers.kafka_errors import translated
from eventlab.brokers.kafka_member import KafkaMember
from eventlab.contracts.log import log as contract


class Settled(KafkaLog):
    """A log whose group has always come to rest, as one does when nobody joins or leaves."""

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.members = []

    def join(self, group):
        member = super().join(group)
        self.members.append(member)
        leave = member.leave

        def left():
            leave()
            self.settle(group)

        member.leave = left
        self.settle(group)
        member._held = set(member._assigned)  # what joining has brought
        return member

    def add_partitions(self, count):
        super().add_partitions(count)
        for group in {member._group for member in self.members}:
            self.settle(group)

    def settle(self, group):
        """Let all members of the group hear of the rebalance until it is over."""
        members = [m for m in self.members if m._group == group and not m._left]
        until = time.monotonic() + 30
        while members:
            for member in members:
                member._fetch(len(member._fetched) + 1, 0)
            shares = [member._assigned for member in members]
            sizes = [len(share) for share in shares]
            if sum(sizes) == self.partitions == len(set().union(*shares)) and max(sizes) <= 1 + min(
                sizes
            ):
                return
            assert time.monotonic() < until, f"the group did not settle: {shares}"
            time.sleep(0.02)


@pytest.fixture
def make(kafka):
    """Make logs on a topic of their own; let their members leave, and take the topics away."""
    made = []

    def make(partitions=4, **settings):
        made.append(Settled(kafka.servers, f"test-{uuid4()}", partitions, **settings))
        return made[-1]

    yield make
    for log in made:
        for member in log.members:
            member.leave()
        log.delete()


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


# What only a broker can do.


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
    with pytest.raises(told), translated("here", 3.0):
        raise KafkaException(KafkaError(code))


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


def test_a_topic_that_another_one_has_made_meanwhile_is_taken(make):
    log = make(2)
    log._connection.make(5)
    assert log.partitions == 2


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
