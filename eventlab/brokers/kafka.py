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

from contextlib import closing
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from eventlab.brokers.kafka_connection import OLDEST, Connection
from eventlab.brokers.kafka_member import KafkaMember
from eventlab.event import Event
from eventlab.frozen import require_text

AFTER_ALL = 0.5  # seconds more, when patience has ended
LONGEST_SESSION = 86_400  # seconds, which Kafka's client allows


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
        self.topic, self.session = topic, session
        self._connection = Connection(servers, topic, patience, options)
        if not self._connection.count():
            if partitions is None:
                raise LookupError(f"there is no topic {topic!r}: say partitions=4 to make it")
            self._connection.make(partitions)

    @property
    def partitions(self) -> int:
        """How many partitions there are."""
        return self._connection.partitions

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
        connection = self._connection
        with connection.translated():
            connection.producer.produce(
                self.topic,
                event.to_json(),
                None if key is None else str(key).encode(),
                headers={"content-type": b"application/cloudevents+json"},
                on_delivery=lambda error, message: told.append((error, message)),
            )
            while not told:
                connection.producer.poll(0.005)  # another thread may be told it meanwhile
            error, message = told[0]
            if error:
                if connection.count(AFTER_ALL) == 0:  # the client hopes that a topic comes back
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
        return KafkaMember(self._connection, group, self.session)

    def lag(self, group: str) -> dict[int, int]:
        """Return for each partition how many records lie behind the group's committed offset."""
        connection = self._connection
        settings = connection.settings | {"group.id": group}
        with connection.translated(), closing(Consumer(settings)) as reader:
            places = [TopicPartition(self.topic, p) for p in range(self.partitions)]
            begun = reader.committed(places, timeout=connection.patience)
            if wrong := [place.error for place in begun if place.error]:
                raise KafkaException(wrong[0])
            numbers = range(len(places))
            first, last = connection.edges(numbers, OLDEST), connection.ends(numbers)
            return {
                place.partition: last[place.partition] - max(place.offset, first[place.partition])
                for place in begun  # its offset is negative if nothing is committed
            }

    def add_partitions(self, count: int) -> None:
        """Add `count` empty partitions, which the groups share out; half of the keys or more move.

        Raises:
            ValueError: `count` is less than 1.
        """
        if count < 1:
            raise ValueError(f"partitions can only be added: count is {count}")
        self._connection.add(count)

    def delete(self) -> None:
        """Delete the topic with all its records. Deleting it twice does no harm."""
        self._connection.delete()
