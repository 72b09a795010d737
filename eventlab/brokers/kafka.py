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
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager, closing
from typing import Any

from confluent_kafka import (
    OFFSET_END,
    Consumer,
    KafkaError,
    KafkaException,
    Message,
    Producer,
    TopicPartition,
)
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewPartitions, NewTopic

from eventlab.brokers.kafka_errors import translated
from eventlab.brokers.kafka_member import KafkaMember
from eventlab.event import Event
from eventlab.frozen import require_text

OLDEST = -2  # what the protocol calls the first offset

_silent = logging.getLogger("eventlab.brokers.kafka")  # what the client says of its connections
_silent.addHandler(logging.NullHandler())
_silent.propagate = False


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
        LookupError: there is no such topic, and none is to be made.
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
        if not session > 0:
            raise ValueError(f"a session lasts longer than 0 seconds, not {session}")
        self.topic, self.session, self.patience = topic, session, patience
        self.settings = {"bootstrap.servers": servers, "logger": _silent, **(options or {})}
        self._producer = Producer(
            self.settings
            | {
                "enable.idempotence": True,  # which is acks=all, and no second copy by a retry
                "linger.ms": 0,  # `append` waits for each
                "sticky.partitioning.linger.ms": 0,  # without a key, anywhere
                "message.timeout.ms": int(patience * 1000),
            }
        )
        self._admin = AdminClient(self.settings)
        if self._count() is None:
            if partitions is None:
                raise LookupError(f"there is no topic {topic!r}: say partitions=4 to make it")
            self._make(partitions)

    def translated(self) -> AbstractContextManager[None]:
        """Raise the client's errors, inside, as those that this class promises."""
        return translated(self.settings["bootstrap.servers"], self.patience)

    @property
    def partitions(self) -> int:
        """How many partitions there are."""
        return self._count() or 0

    def append(self, event: Event, *, key: str | None = None) -> tuple[int, int]:
        """Add an event to the partition of its key; without a key to any.

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
                raise KafkaException(error)
        return message.partition(), message.offset()  # type: ignore[return-value]  # delivered

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
            first, last = (self.edges(reader, places, edge) for edge in (OLDEST, OFFSET_END))
            return {
                place.partition: last[place.partition]
                - (place.offset if place.offset >= 0 else first[place.partition])
                for place in begun
            }

    def edges(
        self, reader: Consumer, places: Iterable[TopicPartition], edge: int
    ) -> dict[int, int]:
        """Return of each place the first offset (`OLDEST`) or the next one (`OFFSET_END`)."""
        asked = [TopicPartition(self.topic, place.partition, edge) for place in places]
        until = time.monotonic() + self.patience
        while True:
            found = reader.offsets_for_times(asked, timeout=self.patience)
            wrong = [place.error for place in found if place.error]
            if not wrong:
                return {place.partition: place.offset for place in found}
            if time.monotonic() >= until:
                raise KafkaException(wrong[0])
            time.sleep(0.02)  # a client learns late of a partition that was added

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
        while (self._count() or 0) < partitions and time.monotonic() < until:
            time.sleep(0.02)

    def _count(self) -> int | None:
        """Return how many partitions the topic has, or None if there is no such topic."""
        with self.translated():
            topic = self._producer.list_topics(self.topic, self.patience).topics[self.topic]
        return len(topic.partitions) or None
