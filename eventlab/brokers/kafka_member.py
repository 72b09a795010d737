"""KafkaMember: one reader in a group of Kafka's."""

import threading
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from eventlab.brokers.kafka_connection import Connection
from eventlab.brokers.kafka_errors import REFUSED
from eventlab.brokers.unreadable import unreadable
from eventlab.event import Event
from eventlab.log import Fenced, Record

PATIENCE_OF_GROUPS = 1.0  # seconds that joining waits for a share of the partitions
_OUT = {KafkaError._MAX_POLL_EXCEEDED, KafkaError.UNKNOWN_MEMBER_ID} | REFUSED
AT_ONCE = 0.1  # seconds that the client may wait for the next record
ENOUGH = 500  # records that are kept for the next poll


class KafkaMember:
    """A member of a group of a `KafkaLog`; made by `join`. Safe with many threads.

    The client learns of a rebalance when it is asked for records, so each call begins with that:
    what was fetched of a partition that has gone is dropped, and its commit is Fenced. No other
    member gets a partition before this one has heard of it, or its session is over.
    """

    def __init__(self, connection: Connection, group: str, session: float) -> None:
        self._connection, self._group = connection, group
        self._lock = threading.RLock()
        self._fetched: list[Record] = []
        self._assigned: set[int] = set()  # by the group
        self._held: set[int] = set()  # those of them that the caller knows of
        self._position: dict[int, int] = {}  # of each partition, the next offset to poll
        self._at_end: dict[int, int] = {}  # where the client saw a partition end
        self._ends: dict[int, int] = {}  # where the brokers said so; by now it may be further on
        self._left = False
        with connection.translated():
            self._consumer = Consumer(
                connection.settings
                | {
                    "group.id": group,
                    "group.protocol": "consumer",
                    "auto.offset.reset": "earliest",
                    "enable.auto.commit": False,
                    "enable.partition.eof": True,
                    "max.poll.interval.ms": int(session * 1000),
                }
            )
            self._consumer.subscribe(
                [connection.topic], on_assign=self._gained, on_revoke=self._gone, on_lost=self._gone
            )
            self._fetch(1, PATIENCE_OF_GROUPS)
        self._held = set(self._assigned)

    @property
    def partitions(self) -> tuple[int, ...]:
        """The partitions that it knows to be its own: as of joining, or of its last poll."""
        return tuple(sorted(self._held))

    def poll(self, limit: int = 500) -> list[Record]:
        """Return up to `limit` new records: all that there are now, if they are not more.

        What is no event comes as one of type "unreadable", with the `body` in its data.

        Raises:
            Fenced: the member has left, or was silent for a session: join again.
            ValueError: `limit` is less than 1.
        """
        if limit < 1:
            raise ValueError(f"a poll asks for at least one record, not {limit}")
        with self._lock, self._connection.translated():
            self._must_be_in()
            self._fetch(limit, 0)
            self._fetch_up_to(limit, self._ends)
            if len(self._fetched) < limit:
                self._ends = self._connection.ends(self._assigned)
                self._fetch_up_to(limit, self._ends)
            self._held = set(self._assigned)
            found, self._fetched = self._fetched[:limit], self._fetched[limit:]
            return found

    def listen(self) -> None:
        """Learn what the group has decided, as a poll that takes no record.

        Raises:
            Fenced: as `poll` does.
        """
        with self._lock, self._connection.translated():
            self._must_be_in()
            self._fetch(len(self._fetched) + 1, AT_ONCE)
            self._held = set(self._assigned)

    def commit(self, partition: int, offset: int) -> None:
        """Store `offset` as the next one to read; going back is allowed, and repeats.

        Raises:
            Fenced: another member owns, or has owned, the partition since this one's last poll.
            ValueError: there is no such partition, or no such offset in it.
        """
        with self._lock, self._connection.translated():
            place = self._checked(partition, offset)
            self._consumer.commit(offsets=[place], asynchronous=False)

    def seek(self, partition: int, offset: int) -> None:
        """Make `offset` the next one that this member polls. Raises as `commit` does."""
        with self._lock, self._connection.translated():
            place = self._checked(partition, offset)
            self._drop({partition})
            self._consumer.seek(place)
            self._position[partition] = offset

    def leave(self) -> None:
        """Hand the partitions to the other members. Leaving twice does no harm."""
        with self._lock:
            if not self._left:
                self._left = True
                self._consumer.close()

    def _gained(self, consumer: Consumer, places: list[TopicPartition]) -> None:
        gained = {place.partition for place in places}
        self._drop(gained)
        self._assigned |= gained

    def _gone(self, consumer: Consumer, places: list[TopicPartition]) -> None:
        gone = {place.partition for place in places}
        self._drop(gone)
        self._assigned -= gone
        self._held -= gone

    def _drop(self, partitions: set[int]) -> None:
        """Forget what was fetched of these partitions, and how far."""
        self._fetched = [r for r in self._fetched if r.partition not in partitions]
        for partition in partitions:
            self._position.pop(partition, None)
            self._at_end.pop(partition, None)

    def _fetch(self, wanted: int, timeout: float) -> None:
        """Learn of rebalances; fetch what there is, until so many records are here."""
        try:
            for message in self._consumer.consume(max(1, wanted - len(self._fetched)), timeout):
                if message.error() is None:
                    self._keep(message)
                else:
                    self._heed(message)
        except BaseException:  # Ctrl-C too: the client will not give again what is lost here,
            self.leave()  # and a later commit would pass over it
            raise

    def _keep(self, message: Message) -> None:
        partition, offset = message.partition(), message.offset()
        assert partition is not None and offset is not None
        if partition not in self._assigned:
            return  # it went while this was on its way
        body, key = message.value() or b"", message.key()
        try:
            event = Event.from_json(body)
        except ValueError as error:
            place = {"source": f"kafka:{self._connection.topic}", "id": f"{partition}-{offset}"}
            event = unreadable(body, **place, why=str(error))
        text = None if key is None else key.decode(errors="backslashreplace")
        self._fetched.append(Record(event, partition, offset, text))
        self._position[partition] = offset + 1

    def _heed(self, message: Message) -> None:
        error, partition, offset = message.error(), message.partition(), message.offset()
        assert error is not None
        if error.fatal() or error.code() in _OUT:
            raise KafkaException(error)
        if error.code() == KafkaError._PARTITION_EOF and partition in self._assigned:
            self._at_end[partition] = offset or 0
        # else a broker is away, and the client goes on to seek it

    def _fetch_up_to(self, wanted: int, ends: dict[int, int]) -> None:
        """Fetch until so many records are here, or all that lie before these ends."""
        until = time.monotonic() + self._connection.patience
        while len(self._fetched) < wanted and time.monotonic() < until:
            if all(self._reached(p) >= end for p, end in ends.items() if p in self._assigned):
                return
            self._fetch(len(self._fetched) + 1, AT_ONCE)
            self._fetch(wanted, 0)  # what came with it

    def _reached(self, partition: int) -> int:
        return max(self._position.get(partition, -1), self._at_end.get(partition, -1))

    def _must_be_in(self) -> None:
        if self._left:
            raise Fenced(f"this member has left the group {self._group!r}: join again")

    def _checked(self, partition: int, offset: int) -> TopicPartition:
        """Return the place, if it is this member's to act on."""
        self._must_be_in()
        if len(self._fetched) < ENOUGH:
            self._fetch(len(self._fetched) + 1, 0)
        if partition not in self._held:
            count = self._connection.partitions
            if not 0 <= partition < count:
                raise ValueError(f"there is no partition {partition}: the log has 0 to {count - 1}")
            raise Fenced(
                f"partition {partition} of the group {self._group!r} has gone to another member: "
                "poll again to learn which ones are yours"
            )
        if not 0 <= offset <= self._position.get(partition, 0):
            end = self._connection.ends([partition])[partition]
            if not 0 <= offset <= end:
                raise ValueError(f"partition {partition} has the offsets 0 to {end}, not {offset}")
        return TopicPartition(self._connection.topic, partition, offset)
