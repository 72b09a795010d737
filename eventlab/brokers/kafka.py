"""KafkaLog: the words of a `Log`, said to a topic of Kafka.

Guarantee: an event whose `append` has returned is on all in-sync replicas (`acks=all`), and the
idempotent producer has written it once, however often the network made it try. A group's next owner
begins at the committed offset: at least once. Commit after the effect; with the effect and the
event's id in one transaction of an `Inbox`, effectively once.

What is impossible here, and so is missing from `FEATURES`:
"clock": Kafka's brokers measure by their own; a session ends in their time.
"turns": a broker answers a fetch with as much of one partition as fits; the client hands that out
    before it turns to the next. No partition waits for ever, but one record each it is not.
A rebalance takes its time, and asks the former owner first: a newcomer may poll nothing for a
moment, and what moves in that time is not Fenced before the group knows.

Sources: https://kafka.apache.org/documentation/#design, KIP-848 (the group protocol) and
https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md.
"""

import logging
import math
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from confluent_kafka import (
    Consumer,
    IsolationLevel,
    KafkaError,
    KafkaException,
    Message,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient, OffsetSpec  # type: ignore[attr-defined]
from confluent_kafka.cimpl import NewPartitions, NewTopic

from eventlab.brokers.kafka_errors import REFUSED, translated
from eventlab.brokers.kafka_member import KafkaMember
from eventlab.event import Event
from eventlab.frozen import require_text

OLDEST = OffsetSpec.earliest()  # type: ignore[no-untyped-call]
END = OffsetSpec.latest()  # type: ignore[no-untyped-call]
AFTER_ALL = 0.5  # seconds more, when patience has ended
LONGEST_SESSION = 86_400  # seconds, which Kafka's client allows

silent = logging.getLogger("eventlab.brokers.kafka")  # what the client says of its connections
silent.addHandler(logging.NullHandler())
silent.propagate = False


class KafkaLog:
    """A log in Kafka. Safe with many threads and many processes.

    Args:
        servers: where the brokers are, as "host:9092", several with commas between.
        topic: its name.
        partitions: if there is no such topic, one with so many partitions is made; None: it has
            to be there.
        session: seconds after which a member that does not poll is taken out of its group.
        patience: seconds to wait for a broker's answer.
        options: more settings of the client, such as those of `security.protocol`.

    Raises:
        ConnectionError: no broker answers within `patience` (any method).
        PermissionError: the brokers refuse the user.
        LookupError: there is no such topic, and none is to be made (any method: it has gone).
        ValueError: the settings make no sense.
    """

    FEATURES = frozenset({"add_partitions"})

    def __init__(
        self,
        servers: str,
        topic: str,
        partitions: int | None = None,
        *,
        session: float = 300.0,
        patience: float = 3.0,
        options: dict[str, Any] | None = None,
    ) -> None:
        if partitions is not None and partitions < 1:
            raise ValueError(f"a log has at least one partition, not {partitions}")
        if not 0.001 <= session <= LONGEST_SESSION:
            raise ValueError(f"a session lasts 0.001 to {LONGEST_SESSION} seconds, not {session}")
        if not 0.001 <= patience < math.inf:
            raise ValueError(f"patience is at least 0.001 seconds, and ends; it is {patience}")
        self.topic, self.session, self.patience = topic, session, patience
        self.settings = {"bootstrap.servers": servers, "logger": silent, **(options or {})}
        self._refusal: KafkaError | None = None  # the last one that the producer told of
        with self.translated():
            self._producer = self._make_producer()
            self._admin = AdminClient(self.settings)
        if not self._count():
            if partitions is None:
                raise LookupError(f"there is no topic {topic!r}: say partitions=4 to make it")
            self._make(partitions)

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
        """Raise the client's errors, inside, as those that this class promises."""
        where, self._refusal = self.settings["bootstrap.servers"], None
        try:
            with translated(where, self.patience):
                yield
        except ConnectionError as error:
            self._producer.poll(0)  # to the client no broker answers; why, it tells apart
            if self._refusal is None:
                raise
            raise PermissionError(f"Kafka at {where} refuses: {self._refusal.str()}") from error

    @property
    def partitions(self) -> int:
        """How many partitions there are."""
        if count := self._count():
            return count
        raise LookupError(f"there is no topic {self.topic!r} any more")

    def append(self, event: Event, *, key: str | None = None) -> tuple[int, int]:
        """Add an event to the partition of its key; without a key to any.

        If this raises a ConnectionError, the event may be there all the same.

        Raises:
            TypeError, ValueError: no event, one that is too large, or a key that is no text.
        """
        if not isinstance(event, Event):
            raise TypeError(f"a log holds events, not a {type(event).__name__}")
        if key is not None:
            require_text("key", key)
        told: list[tuple[KafkaError | None, Message]] = []
        with self.translated():
            self._producer.produce(
                self.topic,
                event.to_json(),
                None if key is None else str(key).encode(),
                headers={"content-type": b"application/cloudevents+json"},
                on_delivery=lambda error, message: told.append((error, message)),
            )
            while not told:
                self._producer.poll(0.005)  # another thread may be told it meanwhile
            error, message = told[0]
            if error:
                if self._count(AFTER_ALL) == 0:  # the client hopes that a topic comes back
                    raise KafkaException(KafkaError(KafkaError._UNKNOWN_TOPIC))
                raise KafkaException(error)
            partition, offset = message.partition(), message.offset()
            if partition is None or offset is None:  # called a duplicate, of nobody knows what
                raise KafkaException(KafkaError(KafkaError._TIMED_OUT))
        return partition, offset

    def join(self, group: str) -> KafkaMember:
        """Become a member of `group`; the group gives it its share in its own time.

        A group begins at the oldest record. What a former owner has polled and not committed is
        read again.

        Raises:
            ValueError: the group has no name.
        """
        if not group:
            raise ValueError("a group has a name, such as 'billing'; this one is empty")
        return KafkaMember(self, group)

    def lag(self, group: str) -> dict[int, int]:
        """Return for each partition how many records lie behind the group's committed offset."""
        with self.translated(), closing(Consumer(self.settings | {"group.id": group})) as reader:
            places = [TopicPartition(self.topic, p) for p in range(self.partitions)]
            begun = reader.committed(places, timeout=self.patience)
            if wrong := [place.error for place in begun if place.error]:
                raise KafkaException(wrong[0])
            numbers = range(len(places))
            first, last = self.edges(numbers, OLDEST), self.ends(numbers)
            return {
                place.partition: last[place.partition] - max(place.offset, first[place.partition])
                for place in begun  # its offset is negative if nothing is committed
            }

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
            told = self._admin.list_offsets(
                asked, isolation_level=committed, request_timeout=self.patience
            )
            try:
                return {place.partition: each.result().offset for place, each in told.items()}
            except KafkaException:
                if time.monotonic() >= until:
                    raise
            time.sleep(0.02)
            self._admin.list_topics(self.topic, self.patience)  # it may not know of new partitions

    def add_partitions(self, count: int) -> None:
        """Add `count` empty partitions, which the groups share out; most keys move.

        Raises:
            ValueError: `count` is less than 1.
        """
        if count < 1:
            raise ValueError(f"partitions can only be added: count is {count}")
        more = NewPartitions(self.topic, self.partitions + count)
        with self.translated():
            self._admin.create_partitions([more])[self.topic].result(self.patience)
            self._wait_for(more.new_total_count)

    def _make(self, partitions: int) -> None:
        with self.translated():
            try:
                self._admin.create_topics([NewTopic(self.topic, partitions)])[self.topic].result()
            except KafkaException as error:
                if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:  # made meanwhile
                    raise
            self._wait_for(1)

    def _wait_for(self, partitions: int) -> None:
        """Wait until the producer knows of so many partitions."""
        until = time.monotonic() + self.patience
        while self._count() < partitions and time.monotonic() < until:
            time.sleep(0.02)

    def _count(self, patience: float | None = None) -> int:
        """Return how many partitions the topic has: 0 if there is no such topic."""
        with self.translated():
            told = self._producer.list_topics(self.topic, patience or self.patience)
        return len(told.topics[self.topic].partitions)
