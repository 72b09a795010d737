"""RabbitMQQueue and KafkaLog, beside the bare clients pika and confluent-kafka.

The limit is the client by hand, with the same settings, on a queue or topic of the same kind, with
events that are JSON bytes already. What writing or reading that JSON costs is measured apart. To
reach is 0.85 of the client's throughput. Times are by the clock: the broker's are part of them.
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
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
from benchmarks.ratio import Round, Row, in_turns, row, timed
from eventlab import Event
from eventlab.brokers.kafka import KafkaLog
from eventlab.brokers.kafka_member import KafkaMember
from eventlab.brokers.rabbitmq import RabbitMQQueue

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


def beside_client(
    what: str, limit: Round, ours: Round, of_json: Round, turns: int
) -> Iterator[Row]:
    """Yield a row beside the client, and one beside the client with the JSON of the events."""
    found = in_turns({"client": limit, "eventlab": ours, "JSON": of_json}, turns)
    json = found.pop("JSON")
    assert isinstance(json, float)
    yield (main := row(what, found, REACH))
    yield main._replace(what="  beside that and the events' JSON", limit=main.limit + json)


def jsons(of_one: Callable[[], object]) -> Round:
    """Make a round of the JSON of a hundred events."""
    return timed(lambda: [of_one() for _ in range(100)], 100, clock=perf_counter)


def same(found: object, wanted: object) -> None:
    """Refuse a round that did not do its work."""
    if found != wanted:
        raise AssertionError(f"the round ended with {found}, not {wanted}")


def read() -> Event:
    """Read the JSON of an event."""
    return Event.from_json(BODY)


# RabbitMQ: each publish is confirmed, each delivery acknowledged.

DURABLE = pika.BasicProperties(delivery_mode=pika.DeliveryMode.Persistent.value)


def rabbitmq(url: str, turns: int) -> Iterator[Row]:
    """Yield the rows of RabbitMQ."""
    with pika.BlockingConnection(pika.URLParameters(url)) as connection, ExitStack() as stack:
        tidy = connection.channel()
        for what, ahead, rounds in (
            ("RabbitMQ: put, confirmed one at a time", 0, publishing),
            ("RabbitMQ: get and ack, each asked for", 0, consuming),
            (f"RabbitMQ: get and ack, {AHEAD} sent ahead", AHEAD, consuming),
        ):
            made = [f"bench-{uuid4()}" for _ in range(2)]
            queues = [
                stack.enter_context(RabbitMQQueue(url, name, prefetch=ahead)) for name in made
            ]
            channel = connection.channel()
            channel.confirm_delivery()
            of_json = jsons(EVENT.to_json if rounds is publishing else read)
            yield from beside_client(what, *rounds(channel, tidy, *queues), of_json, turns)
            channel.close()
            for queue in queues:
                queue.close()
                sleep(0.5)  # what was lent and not acknowledged comes back
                same(tidy.queue_declare(queue.name, passive=True).method.message_count, 0)
                tidy.queue_delete(queue.name)
                tidy.queue_delete(queue.dead)


def publishing(
    channel: BlockingChannel, tidy: BlockingChannel, other: RabbitMQQueue, queue: RabbitMQQueue
) -> tuple[Round, Round]:
    """Make the rounds of publishing, by hand and by ours."""

    def raw() -> None:
        for _ in range(SOME):
            channel.basic_publish("", other.name, BODY, DURABLE, mandatory=True)

    def ours() -> None:
        for _ in range(SOME):
            queue.put(EVENT)

    def check(name: str) -> None:
        same(tidy.queue_purge(name).method.message_count, SOME)

    def made(work: Callable[[], None], name: str) -> Round:
        return timed(work, SOME, after=partial(check, name), clock=perf_counter)

    return made(raw, other.name), made(ours, queue.name)


def consuming(
    channel: BlockingChannel, tidy: BlockingChannel, other: RabbitMQQueue, queue: RabbitMQQueue
) -> tuple[Round, Round]:
    """Make the rounds of consuming, by hand and by ours; filling the queue is not timed."""
    asked_for, total = queue.prefetch == 0, SOME if queue.prefetch == 0 else 10 * AHEAD
    other.close()
    if not asked_for:
        channel.basic_qos(prefetch_count=AHEAD)
        sent = channel.consume(other.name)

    def raw() -> list[bytes]:
        bodies = []
        for _ in range(total):
            method, _, body = channel.basic_get(other.name) if asked_for else next(sent)
            channel.basic_ack(method.delivery_tag)
            bodies.append(body)
        return bodies

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
            filling.basic_publish("", name, BODY, DURABLE)
        while ready(name) < total - queue.prefetch:
            sleep(0.001)
        began = perf_counter()
        done = work()
        spent = perf_counter() - began
        same(done, [wanted] * total)
        same(ready(name), 0)
        filling.close()
        return spent / total

    return partial(filled, other.name, raw, BODY), partial(filled, queue.name, ours, EVENT)


# Kafka: an append waits for its delivery report; a batch is committed as a whole, and waited for.


def kafka(servers: str, turns: int) -> Iterator[Row]:
    """Yield the rows of Kafka."""
    logs = [KafkaLog(servers, f"bench-{uuid4()}", 1) for _ in range(2)]
    what, of_json = "Kafka: append, delivered one at a time", jsons(EVENT.to_json)
    yield from beside_client(what, *appending(*logs), of_json, turns)
    for log in logs:
        log._admin.delete_topics([log.topic])[log.topic].result()
    logs = [KafkaLog(servers, f"bench-{uuid4()}", 1) for _ in range(2)]
    member = logs[1].join("bench")
    consumer = Consumer(
        logs[0].settings
        | {
            "group.id": "bench",
            "group.protocol": "consumer",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
        }
    )
    consumer.subscribe([logs[0].topic])
    what = f"Kafka: poll and commit, in batches of {BATCH}"
    yield from beside_client(what, *polling(consumer, member, *logs), jsons(read), turns)
    consumer.close()
    member.leave()
    for log in logs:
        log._admin.delete_topics([log.topic])[log.topic].result()


def appending(other: KafkaLog, log: KafkaLog) -> tuple[Round, Round]:
    """Make the rounds of appending, by hand and by ours."""
    producer = Producer(other.settings | {"enable.idempotence": True, "linger.ms": 0})
    told: list[KafkaError | None] = []

    def note(error: KafkaError | None, message: Message) -> None:
        told.append(error)

    def raw() -> None:
        for number in range(SOME):
            producer.produce(other.topic, BODY, on_delivery=note)
            while len(told) <= number:
                producer.poll(1.0)

    def ours() -> None:
        for _ in range(SOME):
            log.append(EVENT)

    rounds = {each.topic: count(1) for each in (other, log)}

    def check(each: KafkaLog) -> None:
        same(each.ends([0]), {0: next(rounds[each.topic]) * SOME})
        same([error for error in told if error], [])
        told.clear()

    def made(work: Callable[[], None], each: KafkaLog) -> Round:
        return timed(work, SOME, after=partial(check, each), clock=perf_counter)

    return made(raw, other), made(ours, log)


def polling(
    consumer: Consumer, member: KafkaMember, other: KafkaLog, log: KafkaLog
) -> tuple[Round, Round]:
    """Make the rounds of reading in batches, by hand and by ours; appending is not timed."""
    producer = Producer(other.settings | {"linger.ms": 5})

    def raw() -> list[bytes | None]:
        bodies: list[bytes | None] = []
        while len(bodies) < MANY:
            if batch := consumer.consume(BATCH, 10.0):
                bodies += [message.value() for message in batch]
                next_one = TopicPartition(other.topic, 0, (batch[-1].offset() or 0) + 1)
                consumer.commit(offsets=[next_one], asynchronous=False)
        return bodies

    def ours() -> list[Event]:
        events: list[Event] = []
        while len(events) < MANY:
            if batch := member.poll(BATCH):
                events += [record.event for record in batch]
                member.commit(0, batch[-1].offset + 1)
        return events

    def filled(each: KafkaLog, work: Callable[[], Sequence[object]], wanted: object) -> float:
        for _ in range(MANY):
            producer.produce(each.topic, BODY)
        producer.flush()
        began = perf_counter()
        done = work()
        spent = perf_counter() - began
        same(done, [wanted] * MANY)
        same(each.lag("bench"), {0: 0})
        return spent / MANY

    return partial(filled, other, raw, BODY), partial(filled, log, ours, EVENT)
