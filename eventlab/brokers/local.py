"""Which brokers are here: those that the environment names, or a stand-in for Kafka.

    EVENTLAB_RABBITMQ=amqp://guest:guest@127.0.0.1:5672/%2F
    EVENTLAB_KAFKA=127.0.0.1:9092

`docker compose up` starts both. Without them there is no RabbitMQ, and for Kafka a `MockKafka`.
What is opened here in a real broker is deleted when the process ends.
"""

import atexit
import functools
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from confluent_kafka import Producer

from eventlab.brokers.backends import PARTITIONS, Kafka, LogBackend, QueueBackend
from eventlab.brokers.kafka import KafkaLog
from eventlab.brokers.kafka_connection import silent
from eventlab.brokers.rabbitmq import RabbitMQQueue
from eventlab.clock import VirtualClock
from eventlab.memory_queue import MemoryQueue
from eventlab.queue import Queue
from eventlab.sim.guarantees import Backend
from eventlab.sqlite_queue import SqliteQueue

LEASE = 30.0  # seconds, of the queues whose clock is ours

_opened: dict[tuple[type, str], Callable[[], None]] = {}  # what deletes it, whoever has opened it


@atexit.register
def _delete_what_was_opened() -> None:
    for delete in _opened.values():
        with suppress(ConnectionError, PermissionError):  # there is nobody left to be told
            delete()


class RealKafka:
    """The brokers that `EVENTLAB_KAFKA` names. Nobody here may kill them."""

    is_mock = False

    def __init__(self, servers: str) -> None:
        self.servers = servers


class MockKafka:
    """A cluster that lives inside Kafka's own client, in the memory of this process.

    Guarantee: the same client speaks the same protocol to it, over loopback: offsets, groups,
    rebalances. It is a stand-in, and no proof of anything about Kafka: it stores nothing. A topic
    exists when it is first asked for, with four partitions, and one cannot be managed.

    Source: https://github.com/confluentinc/librdkafka/blob/master/src/rdkafka_mock.h
    """

    is_mock = True

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Begin with a new, empty cluster, at another address; the old one dies with its topics."""
        self._owner = Producer(
            {"test.mock.num.brokers": 1, "bootstrap.servers": "none", "logger": silent}
        )
        brokers = self._owner.list_topics(timeout=3).brokers.values()
        self.servers = ",".join(f"{broker.host}:{broker.port}" for broker in brokers)


@functools.cache
def kafka() -> Kafka:
    """Return what `EVENTLAB_KAFKA` names, or a `MockKafka` that lives as long as this process."""
    named = os.environ.get("EVENTLAB_KAFKA")
    return RealKafka(named) if named else MockKafka()


def rabbitmq_url() -> str | None:
    """Return where RabbitMQ is, or None if `EVENTLAB_RABBITMQ` names none."""
    return os.environ.get("EVENTLAB_RABBITMQ") or None


def open_queue(name: str, folder: str | os.PathLike[str], *, ahead: int = 0) -> Queue:
    """Open a queue in RabbitMQ, or in SQLite where there is no RabbitMQ.

    Args:
        name: of the queue.
        folder: where a file of SQLite goes.
        ahead: how many events RabbitMQ pushes ahead (its prefetch). SQLite pushes nothing.
    """
    if url := rabbitmq_url():
        queue = RabbitMQQueue(url, name, prefetch=ahead)
        _opened[RabbitMQQueue, name] = queue.delete
        return queue
    return SqliteQueue(Path(folder) / f"{name}.db")


def open_log(name: str) -> KafkaLog:
    """Open a log with four partitions in Kafka, or in its stand-in, and make it if there is none.

    Args:
        name: of the topic.
    """
    log = KafkaLog(kafka().servers, name, PARTITIONS)
    if not kafka().is_mock:
        _opened[KafkaLog, name] = log.delete
    return log


def backends(folder: str | os.PathLike[str]) -> list[Backend]:
    """Return all that runs here, for `eventlab.sim.guarantees`.

    Args:
        folder: where the files of SQLite go.
    """
    clock, kept = VirtualClock(), dict[str, MemoryQueue]()

    def in_memory(name: str) -> MemoryQueue:
        return kept.setdefault(name, MemoryQueue(lease=LEASE, clock=clock))

    def on_disk(name: str) -> SqliteQueue:
        return SqliteQueue(Path(folder) / f"{name}.db", lease=LEASE, clock=clock)

    def wait() -> None:
        clock.advance(LEASE + 1)

    found: list[Backend] = [
        QueueBackend("MemoryQueue", in_memory, restart=kept.clear, wait=wait),
        QueueBackend("SqliteQueue", on_disk, restart=lambda: None, wait=wait),
    ]
    if url := rabbitmq_url():
        found.append(QueueBackend("RabbitMQ", lambda name: RabbitMQQueue(url, name)))
    return [*found, LogBackend("Kafka (mock)" if kafka().is_mock else "Kafka", kafka())]
