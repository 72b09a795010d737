"""RabbitMQQueue and KafkaLog, beside the bare clients pika and confluent-kafka.

The limit is the client by hand, with the same settings, on a queue or topic of the same kind, with
events that are JSON bytes already; the second limit writes or reads the events' JSON in its place.
Each side has a connection of its own, which begins a round with nothing received, and what both
read was written as ours writes it. To reach is 0.85 of the client's throughput. Times are by the
clock: the broker's are part of them.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from importlib import import_module
from itertools import count
from pathlib import Path
from time import perf_counter, sleep
from uuid import uuid4

import pika
from confluent_kafka import Consumer, KafkaError, Message, Producer, TopicPartition
from pika.adapters.blocking_connection import BlockingChannel

from benchmarks.queue import BODY, EVENT
from benchmarks.ratio import Round, Rounds, Row, in_turns, row, timed
from eventlab import Event
from eventlab.brokers.kafka import KafkaLog
from eventlab.brokers.kafka_member import KafkaMember
from eventlab.brokers.rabbitmq import RabbitMQQueue
from eventlab.brokers.rabbitmq_message import Message as Outgoing

TESTS = Path(__file__).resolve().parents[1] / "tests"
REACH = 1.18  # 1 / 0.85
TURNS = 60
SOME, MANY = 10, 10_000  # events in a round: one at a time, and in batches
BATCH, AHEAD = 500, 100


def measure(turns: int = TURNS) -> Iterator[Row]:
    """Yield the figures, each with its limit. Takes a minute; says what to install if it cannot."""
    sys.path.insert(0, str(TESTS))
    servers = import_module("servers")
    for name, where, rows in (("RabbitMQ", "url", rabbitmq), ("Kafka", "servers", kafka)):
        with ExitStack() as stack:
            address = os.environ.get(f"EVENTLAB_{name.upper()}")
            if address is None:
                try:
                    server = getattr(import_module(f"servers.{name.lower()}"), name)()
                except servers.Missing as missing:
                    print(f"  {missing}")
                    continue
                address = getattr(stack.enter_context(server), where)
            yield from rows(address, turns)


def beside_client(what: str, rounds: Rounds, turns: int) -> Iterator[Row]:
    """Yield a row beside the client, and one beside the client that does the events' JSON too."""
    found = in_turns(rounds, turns)
    json = found.pop("client and JSON")
    assert isinstance(json, float)
    yield (main := row(what, found, REACH))
    yield main._replace(what="  beside the client and the events' JSON", limit=json)


def same(found: object, wanted: object) -> None:
    """Refuse a round that did not do its work."""
    if found != wanted:
        raise AssertionError(f"the round ended with {found}, not {wanted}")


# RabbitMQ: each publish is confirmed, each delivery acknowledged.

DURABLE = pika.BasicProperties(delivery_mode=pika.DeliveryMode.Persistent.value)
AS_OURS = Outgoing.of(EVENT).properties()


def rabbitmq(url: str, turns: int) -> Iterator[Row]:
    """Yield the rows of RabbitMQ."""
    with ExitStack() as stack:
        by_hand, aside = (
            stack.enter_context(pika.BlockingConnection(pika.URLParameters(url))) for _ in range(2)
        )
        tidy = aside.channel()
        for what, ahead, rounds in (
            ("RabbitMQ: put, confirmed one at a time", 0, publishing),
            ("RabbitMQ: get and ack, each asked for", 0, consuming),
            (f"RabbitMQ: get and ack, {AHEAD} sent ahead", AHEAD, consuming),
        ):
            made = [f"bench-{uuid4()}" for _ in range(2)]
            queues = [
                stack.enter_context(RabbitMQQueue(url, name, prefetch=ahead)) for name in made
            ]
            channel = by_hand.channel()
            channel.confirm_delivery()
            yield from beside_client(what, rounds(channel, tidy, *queues), turns)
            channel.close()
            for queue in queues:
                queue.close()
                sleep(0.5)  # what was lent and not acknowledged comes back
                same(tidy.queue_declare(queue.name, passive=True).method.message_count, 0)
                queue.delete()


def publishing(
    channel: BlockingChannel, tidy: BlockingChannel, other: RabbitMQQueue, queue: RabbitMQQueue
) -> Rounds:
    """Make the rounds of publishing, by hand and by ours."""

    def raw(write: Callable[[], bytes]) -> None:
        for _ in range(SOME):
            channel.basic_publish("", other.name, write(), DURABLE, mandatory=True)

    def ours() -> None:
        for _ in range(SOME):
            queue.put(EVENT)

    def check(name: str) -> None:
        same(tidy.queue_purge(name).method.message_count, SOME)

    def made(work: Callable[[], None], name: str) -> Round:
        return timed(work, SOME, after=partial(check, name), clock=perf_counter)

    return {
        "client": made(partial(raw, lambda: BODY), other.name),
        "eventlab": made(ours, queue.name),
        "client and JSON": made(partial(raw, EVENT.to_json), other.name),
    }


def consuming(
    channel: BlockingChannel, tidy: BlockingChannel, other: RabbitMQQueue, queue: RabbitMQQueue
) -> Rounds:
    """Make the rounds of consuming, by hand and by ours; filling the queue is not timed."""
    asked_for, total = queue.prefetch == 0, SOME if queue.prefetch == 0 else 10 * AHEAD
    other.close()
    if not asked_for:
        channel.basic_qos(prefetch_count=AHEAD)
        sent = channel.consume(other.name)

    def raw(read: Callable[[bytes], object]) -> list[object]:
        found = []
        for _ in range(total):
            method, _, body = channel.basic_get(other.name) if asked_for else next(sent)
            found.append(read(body))
            channel.basic_ack(method.delivery_tag)
        return found

    def ours() -> list[Event]:
        events = []
        for _ in range(total):
            if delivery := queue.get(10.0):
                queue.ack(delivery)
                events.append(delivery.event)
        return events

    def ready(name: str) -> int:
        return int(tidy.queue_declare(name, passive=True).method.message_count)

    def filled(name: str, work: Callable[[], Sequence[object]], wanted: object) -> float:
        filling = tidy.connection.channel()
        for _ in range(total):
            filling.basic_publish("", name, BODY, AS_OURS)
        while ready(name) < total - queue.prefetch:
            sleep(0.001)
        began = perf_counter()
        done = work()
        spent = perf_counter() - began
        same(done, [wanted] * total)
        same(ready(name), 0)
        filling.close()
        return spent / total

    return {
        "client": partial(filled, other.name, partial(raw, bytes), BODY),
        "eventlab": partial(filled, queue.name, ours, EVENT),
        "client and JSON": partial(filled, other.name, partial(raw, Event.from_json), EVENT),
    }


# Kafka: an append waits for its delivery report; each commit is waited for.


def kafka(servers: str, turns: int) -> Iterator[Row]:
    """Yield the rows of Kafka."""
    logs = [KafkaLog(servers, f"bench-{uuid4()}", 1) for _ in range(2)]
    what = "Kafka: append, delivered one at a time"
    yield from beside_client(what, appending(*logs), turns)
    for log in logs:
        log.delete()
    logs = [KafkaLog(servers, f"bench-{uuid4()}", 1) for _ in range(2)]
    member = logs[1].join("bench")
    consumer = Consumer(
        logs[0]._connection.settings
        | {
            "group.id": "bench",
            "group.protocol": "consumer",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe([logs[0].topic])
    for what, total in (
        (f"Kafka: poll {AHEAD}, and commit each", AHEAD),
        (f"Kafka: poll and commit, in batches of {BATCH}", MANY),
    ):
        yield from beside_client(what, polling(consumer, member, *logs, total=total), turns)
    consumer.close()
    member.leave()
    for log in logs:
        log.delete()


def appending(other: KafkaLog, log: KafkaLog) -> Rounds:
    """Make the rounds of appending, by hand and by ours."""
    producer = Producer(other._connection.settings | {"enable.idempotence": True, "linger.ms": 0})
    told: list[KafkaError | None] = []

    def note(error: KafkaError | None, message: Message) -> None:
        told.append(error)

    def raw(write: Callable[[], bytes]) -> None:
        for number in range(SOME):
            producer.produce(other.topic, write(), on_delivery=note)
            while len(told) <= number:
                producer.poll(1.0)

    def ours() -> None:
        for _ in range(SOME):
            log.append(EVENT)

    rounds = {each.topic: count(1) for each in (other, log)}

    def check(each: KafkaLog) -> None:
        same(each._connection.ends([0]), {0: next(rounds[each.topic]) * SOME})
        same([error for error in told if error], [])
        told.clear()

    def made(work: Callable[[], None], each: KafkaLog) -> Round:
        return timed(work, SOME, after=partial(check, each), clock=perf_counter)

    return {
        "client": made(partial(raw, lambda: BODY), other),
        "eventlab": made(ours, log),
        "client and JSON": made(partial(raw, EVENT.to_json), other),
    }


def polling(
    consumer: Consumer, member: KafkaMember, other: KafkaLog, log: KafkaLog, *, total: int
) -> Rounds:
    """Make the rounds of reading, by hand and by ours; appending is not timed."""
    # a few are committed one by one, of many the last one of each batch
    size, marked = (BATCH, slice(-1, None)) if total == MANY else (total, slice(None))
    producer = Producer(other._connection.settings | {"linger.ms": 5})

    def raw(read: Callable[[list[Message]], Iterable[object]]) -> list[object]:
        found: list[object] = []
        while len(found) < total:
            batch = consumer.consume(size, 10.0)
            same([message.error() for message in batch if message.error()], [])
            found += read(batch)
            for message in batch[marked]:
                next_one = TopicPartition(other.topic, 0, (message.offset() or 0) + 1)
                consumer.commit(offsets=[next_one], asynchronous=False)
        return found

    def bodies(batch: list[Message]) -> list[bytes]:
        return [message.value() or b"" for message in batch]

    def events(batch: list[Message]) -> list[Event]:
        return [Event.from_json(message.value() or b"") for message in batch]

    def ours() -> list[Event]:
        events: list[Event] = []
        while len(events) < total:
            batch = member.poll(size)
            events += [record.event for record in batch]
            for record in batch[marked]:
                member.commit(0, record.offset + 1)
        return events

    def filled(each: KafkaLog, work: Callable[[], Sequence[object]], wanted: object) -> float:
        for _ in range(total):
            producer.produce(each.topic, BODY)
        producer.flush()
        began = perf_counter()
        done = work()
        spent = perf_counter() - began
        same(done, [wanted] * total)
        same(each.lag("bench"), {0: 0})
        return spent / total

    return {
        "client": partial(filled, other, partial(raw, bodies), BODY),
        "eventlab": partial(filled, log, ours, EVENT),
        "client and JSON": partial(filled, other, partial(raw, events), EVENT),
    }
