"""Queues and logs as `eventlab.sim.guarantees` measures them: two shapes for all of them."""

import time
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from eventlab.brokers.kafka import KafkaLog
from eventlab.brokers.kafka_member import KafkaMember
from eventlab.event import Event
from eventlab.log import Member
from eventlab.queue import Queue
from eventlab.sim.guarantees import Reader, Taken

PARTITIONS = 4


def fresh(name: str) -> str:
    """Return a name that nobody has used, so that a broker keeps two runs apart."""
    return f"{name}-{uuid.uuid4().hex[:12]}"


def settle(log: KafkaLog, *members: KafkaMember, within: float = 60.0) -> None:
    """Let a group's members listen until they share all partitions evenly. No record is taken.

    Raises:
        TimeoutError: they do not, within so many seconds; a member is missing, or one too many.
    """
    until = time.monotonic() + within
    while True:
        shares = [member.partitions for member in members]
        sizes = [len(share) for share in shares]
        held = {partition for share in shares for partition in share}
        if sum(sizes) == len(held) == log.partitions and max(sizes) - min(sizes) <= 1:
            return
        if time.monotonic() > until:
            raise TimeoutError(f"within {within:g} s the group has not settled; shares: {shares}")
        for member in members:
            member.listen()


class Kafka(Protocol):
    """A cluster: where it is, and whether it is a stand-in."""

    servers: str
    is_mock: bool


class QueueBackend:
    """A queue, whoever keeps it.

    Args:
        name: what it is called in the table.
        open: opens the queue of a name, as one more process would.
        restart: kills who keeps it, and starts it again; None where nobody here may.
        wait: lets the time pass after which a silent consumer's lease is over.
        keyed: whether events are put with their key, which keeps their order.
    """

    def __init__(
        self,
        name: str,
        open: Callable[[str], Queue],
        *,
        restart: Callable[[], object] | None = None,
        wait: Callable[[], object] = lambda: None,
        keyed: bool = False,
    ) -> None:
        self.name, self._open, self._keyed = name, open, keyed
        self.restart, self.wait = restart, wait

    def begin(self) -> None:
        """Begin with an empty queue."""
        self._queue = fresh("lesson")
        self._readers: list[QueueReader] = []

    def end(self) -> None:
        """End the consumers; take the queue away where a broker would keep it."""
        for reader in self._readers:
            reader.die()
        queue: Any = self._open(self._queue)
        getattr(queue, "delete", partial(_close, queue))()

    def put(self, event: Event, key: str) -> None:
        """Put the event; that this returns is the confirmation."""
        queue = self._open(self._queue)
        queue.put(event, key=key if self._keyed else None)
        _close(queue)

    def readers(self, count: int) -> list[Reader]:
        """Open it once for each consumer."""
        found = [QueueReader(self._open(self._queue)) for _ in range(count)]
        self._readers += found
        return [*found]


class QueueReader:
    """A consumer's side of a queue."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue

    def take(self) -> Taken | None:
        """Lease an event, with its acknowledgement."""
        delivery = self._queue.get()
        return (delivery.event, partial(self._queue.ack, delivery)) if delivery else None

    def die(self) -> None:
        """Settle nothing more."""
        _close(self._queue)


class LogBackend:
    """A topic of Kafka.

    Args:
        name: what it is called in the table.
        cluster: where it is. Only one that has a `restart` can be killed.
    """

    def __init__(self, name: str, cluster: Kafka) -> None:
        self.name, self._cluster = name, cluster
        can_be_killed = hasattr(cluster, "restart")
        self.restart: Callable[[], object] | None = self._restart if can_be_killed else None

    def begin(self) -> None:
        """Begin with an empty topic."""
        self._topic = fresh("lesson")
        self._members: list[KafkaMember] = []
        self._open()

    def end(self) -> None:
        """End the consumers; take the topic away. A stand-in cannot, and keeps nothing."""
        for member in self._members:
            member.leave()
        if not self._cluster.is_mock:
            self._log.delete()

    def _open(self, patience: float = 3.0) -> None:
        where = self._cluster.servers
        self._log = KafkaLog(where, self._topic, PARTITIONS, patience=patience)

    def _restart(self) -> None:
        self._cluster.restart()  # type: ignore[attr-defined]  # asked above
        self._open(patience=30.0)  # a broker that has just begun is slow

    def put(self, event: Event, key: str) -> None:
        """Append the event; that this returns is the confirmation."""
        self._log.append(event, key=key)

    def readers(self, count: int) -> list[Reader]:
        """Let so many members join a group without any, and wait until each has its share."""
        members = [self._log.join("billing") for _ in range(count)]
        self._members += members
        settle(self._log, *members)
        return [LogReader(member) for member in members]

    def wait(self) -> None:
        """Do nothing: who has died has left its group."""


class LogReader:
    """A consumer's side of a log. It asks for one record at a time."""

    def __init__(self, member: Member) -> None:
        self._member = member

    def take(self) -> Taken | None:
        """Poll a record; its acknowledgement commits the offset behind it."""
        for record in self._member.poll(1):
            return record.event, partial(self._member.commit, record.partition, record.offset + 1)
        return None

    def die(self) -> None:
        """Commit nothing more. It is taken out at once, not when its session is over."""
        self._member.leave()


def _close(queue: Any) -> None:
    getattr(queue, "close", lambda: None)()
