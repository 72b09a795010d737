"""Connection: what a log and its members ask the brokers about one topic, and in which words."""

import logging
import math
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from confluent_kafka import IsolationLevel, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]
from confluent_kafka.cimpl import NewPartitions, NewTopic

from eventlab.brokers.kafka_errors import REFUSED, translated

OLDEST = OffsetSpec.earliest()  # type: ignore[no-untyped-call]
END = OffsetSpec.latest()  # type: ignore[no-untyped-call]

silent = logging.getLogger("eventlab.brokers.kafka")  # what the client says of its connections
silent.addHandler(logging.NullHandler())
silent.propagate = False


class Connection:
    """A producer and an admin's client, for one topic. Safe with many threads.

    Args:
        servers: where the brokers are, as "host:9092", several with commas between.
        topic: its name.
        patience: seconds to wait for a broker's answer.
        options: more settings of the client.

    Raises:
        ConnectionError: no broker answers within `patience` (any method).
        PermissionError: the brokers refuse the user.
        ValueError: the settings make no sense.
    """

    def __init__(
        self, servers: str, topic: str, patience: float, options: dict[str, Any] | None
    ) -> None:
        if not 0.001 <= patience < math.inf:
            raise ValueError(f"patience is at least 0.001 seconds, and ends; it is {patience}")
        self.topic, self.patience = topic, patience
        self.settings = {"bootstrap.servers": servers, "logger": silent, **(options or {})}
        self._refusal: KafkaError | None = None  # the last one that the producer told of
        with self.translated():
            self.producer = self._make_producer()
            self.admin = AdminClient(self.settings)

    def _make_producer(self) -> Producer:
        return Producer(
            self.settings
            | {
                "enable.idempotence": True,  # which is acks=all, and no second copy by a retry
                # While a topic is new, a broker takes a second request though it has refused the
                # first, and the first, when it comes again, for a duplicate: it would be lost.
                "max.in.flight.requests.per.connection": 1,
                "linger.ms": 0,  # `append` waits for each
                "sticky.partitioning.linger.ms": 0,  # without a key, anywhere
                "message.timeout.ms": int(self.patience * 1000),
                "error_cb": self._hear,
            }
        )

    def _hear(self, error: KafkaError) -> None:
        if error.code() in REFUSED:
            self._refusal = error

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Raise the client's errors, inside, as those that a log promises."""
        self._refusal = None
        try:
            yield
        except KafkaException as failed:
            where = self.settings["bootstrap.servers"]
            error = translated(failed, where, self.patience)
            if isinstance(error, ConnectionError):
                self.producer.poll(0)  # to the client no broker answers; why, it tells apart
                if self._refusal:
                    error = PermissionError(f"Kafka at {where} refuses: {self._refusal.str()}")
            raise error from failed

    @property
    def partitions(self) -> int:
        """How many partitions there are."""
        if count := self.count():
            return count
        raise LookupError(f"there is no topic {self.topic!r} any more")

    def ends(self, partitions: Iterable[int]) -> dict[int, int]:
        """Return for each of the partitions the offset that a reader would wait for."""
        return self.edges(partitions, END)

    def edges(self, partitions: Iterable[int], edge: OffsetSpec) -> dict[int, int]:
        """Return an offset for each of the partitions.

        The admin's connection asks: a reader's own is busy, for up to half a second, with the
        request for the next records.
        """
        asked = {TopicPartition(self.topic, partition): edge for partition in partitions}
        committed = IsolationLevel.READ_COMMITTED
        until = time.monotonic() + self.patience
        while True:
            told = self.admin.list_offsets(
                asked, isolation_level=committed, request_timeout=self.patience
            )
            try:
                return {place.partition: each.result().offset for place, each in told.items()}
            except KafkaException:
                if time.monotonic() >= until:
                    raise
            time.sleep(0.02)
            self.admin.list_topics(self.topic, self.patience)  # it may not know of new partitions

    def make(self, partitions: int) -> None:
        """Make the topic, if nobody has done so meanwhile."""
        with self.translated():
            try:
                self.admin.create_topics([NewTopic(self.topic, partitions)])[self.topic].result()
            except KafkaException as error:
                if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                    raise
            self._wait_for(1)

    def add(self, count: int) -> None:
        """Add so many partitions to the topic."""
        more = NewPartitions(self.topic, self.partitions + count)
        with self.translated():
            self.admin.create_partitions([more])[self.topic].result(self.patience)
            self._wait_for(more.new_total_count)

    def delete(self) -> None:
        """Delete the topic, if it is there."""
        with suppress(LookupError), self.translated():
            self.admin.delete_topics([self.topic])[self.topic].result(self.patience)

    def _wait_for(self, partitions: int) -> None:
        """Wait until the producer knows of so many partitions."""
        until = time.monotonic() + self.patience
        while self.count() < partitions and time.monotonic() < until:
            time.sleep(0.02)

    def count(self, patience: float | None = None) -> int:
        """Return how many partitions the topic has: 0 if there is no such topic."""
        with self.translated():
            told = self.producer.list_topics(self.topic, patience or self.patience)
        return len(told.topics[self.topic].partitions)
