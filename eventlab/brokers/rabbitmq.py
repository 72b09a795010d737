"""RabbitMQQueue: the words of a `Queue`, said to a quorum queue of RabbitMQ.

Guarantee: at least once. An event whose `put` has returned is confirmed: it is on the disks of a
majority of the queue's nodes. It leaves when its acknowledgement reaches the broker. A consumer
that dies gives everything back: the connection is the lease. Nobody confirms an acknowledgement:
one that was under way when the connection broke may be lost, and the event comes again; and a
`put` that is tried again because its confirmation was lost may have put the event twice.

While it is short of memory or disk, RabbitMQ reads nothing from a connection that publishes, not
even acknowledgements: give those who put and those who get a handle each. A dead letter is on the
disk of one node.

Order: first come, first served. Events that come back with a lost connection keep their place; one
that a `nack` gives back is put behind the others, since the reason of its attempt is written into
the message, and RabbitMQ changes no message where it lies.

Sources: https://www.rabbitmq.com/docs/quorum-queues and https://www.rabbitmq.com/docs/confirms.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import partial
from typing import Any, Self

from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError

from eventlab.brokers import rabbitmq_topology as topology
from eventlab.brokers.rabbitmq_connection import Connection
from eventlab.brokers.rabbitmq_message import Message
from eventlab.clock import Clock, SystemClock
from eventlab.event import Event
from eventlab.queue import (
    DeadLetter,
    Delivery,
    QueueStats,
    StaleDelivery,
    check_count,
    check_event,
    check_key,
    check_reason,
    check_settings,
    wait_for_one,
)

PAUSE = 0.05  # seconds between two looks of a waiting `get`
ON_ITS_WAY = 0.05  # seconds in which what is sent ahead should come, before one is asked for
MOST_AHEAD = 65_535


class RabbitMQQueue:
    """A queue in RabbitMQ. Safe with many threads; give each process a handle of its own.

    Args:
        url: where the broker is, as "amqp://user:password@host:5672/%2F".
        name: of the queue. It is made if there is none, and so are `name`.dead for the dead
            letters and `name`.delay.…ms for what is delayed.
        lease: seconds; a connection that was silent for so long is taken for dead, and its
            deliveries go to others. A handle is silent while nobody calls it: choose the lease
            longer than the slowest handler. RabbitMQ itself takes back, by default, what is lent
            for 30 minutes (its `consumer_timeout`).
        max_attempts: deliveries after which an event goes to the dead letters. Those that end
            with the connection are counted by the broker, against what the queue's maker has set.
        prefetch: how many events the broker sends ahead; nobody else gets them meanwhile, and for
            each of them a lost connection is an attempt. With 0 each is asked for when needed,
            which is slower, and fair.
        patience: seconds to go on trying while no broker can be reached. One that is connected
            and falls silent is taken for dead after the lease.
        clock: what `get` waits by. The broker measures leases and delays by its own.

    Raises:
        ConnectionError: no broker answers (any method but `ack` and `nack`).
        PermissionError: the broker refuses the user.
        ValueError: the settings make no sense.
    """

    FEATURES = frozenset({"batches", "redrive", "stats", "shared", "clock"})

    def __init__(
        self,
        url: str,
        name: str,
        *,
        lease: float = 30.0,
        max_attempts: int = 5,
        prefetch: int = 0,
        patience: float = 3.0,
        clock: Clock | None = None,
    ) -> None:
        check_settings(lease, max_attempts)
        if not 0 <= prefetch <= MOST_AHEAD:
            raise ValueError(f"prefetch is {prefetch}: a number from 0 to {MOST_AHEAD}")
        self.name, self.dead = name, topology.dead(name)
        self.lease, self.max_attempts, self.prefetch = lease, max_attempts, prefetch
        self.clock = clock or SystemClock()
        self._leased: dict[Hashable, Message] = {}  # by receipt
        self._ahead: deque[Message] = deque()  # sent by the broker, and not yet asked for
        self._connection = Connection(url, lease, patience, self._opened)
        self._connection.insist(lambda _: None)

    def put(self, event: Event, *, key: str | None = None, delay: float = 0.0) -> None:
        """Add an event. A delay is rounded up to a power of two milliseconds."""
        self.put_many([event], key=key, delay=delay)

    def put_many(
        self, events: Iterable[Event], *, key: str | None = None, delay: float = 0.0
    ) -> None:
        """Add all the events, in their order; none if one is refused, some if the broker is lost.

        Raises:
            NotImplementedError: there is a key, and RabbitMQ keeps no order of a key.
        """
        check_key(key)
        topology.rounded_up(delay)
        messages = [Message.of(check_event(event)) for event in events]
        if key is not None:
            raise NotImplementedError(
                f"key={key!r}: RabbitMQ keeps no order of a key among several consumers. "
                "Give each key a queue of its own, or use a log"
            )
        for message in messages:
            self._connection.insist(partial(self._send, message=message, delay=delay))

    def get(self, timeout: float = 0.0) -> Delivery | None:
        """Lease the first event that is ready; one that comes meanwhile is found within 50 ms."""
        return wait_for_one(self.get_many, timeout, self.clock, PAUSE)

    def get_many(self, n: int) -> list[Delivery]:
        """Lease the first events that are ready, at most `n`."""
        check_count(n)
        return self._connection.insist(partial(self._lend, n=n))

    def ack(self, *deliveries: Delivery) -> None:
        """Take the events out: they are done."""
        stale = []
        for delivery in deliveries:
            try:
                self._settle(delivery)
            except StaleDelivery:
                stale.append(delivery)
        if stale:
            raise StaleDelivery(*stale)

    def nack(self, delivery: Delivery, *, delay: float = 0.0, reason: str = "") -> None:
        """Put the event behind the others, or with the dead letters. A long reason is cut."""
        topology.rounded_up(delay)
        reason = check_reason(reason)

        def give_back(channel: BlockingChannel, message: Message) -> None:
            after = message.failed(reason, self.max_attempts)
            if after.attempts < self.max_attempts:
                return self._send(channel, message=after, delay=delay)
            return self._send(channel, message=after, to=self.dead)

        self._settle(delivery, give_back)

    def extend(self, delivery: Delivery, seconds: float) -> None:
        """Refuse: a delivery is lent until the connection ends."""
        raise NotImplementedError("RabbitMQ lends a delivery until the connection ends")

    def stats(self) -> QueueStats:
        """Count the events; of those that are leased, the ones of this handle.

        RabbitMQ is asked for 29 queues one by one, and notes in its log those that there are not:
        to watch a queue every second, use the broker's own metrics.
        """

        def count(_: BlockingChannel) -> QueueStats:
            depths = topology.depths(self._connection, topology.queues(self.name))
            ready, dead, *delayed = (depth or 0 for depth in depths)
            return QueueStats(ready + len(self._ahead), len(self._leased), sum(delayed), dead)

        return self._connection.insist(count)

    def dead_letters(self) -> Iterator[DeadLetter]:
        """Yield what was given up, first come first; what is no event has the type "unreadable".

        While one handle looks at them, another one finds none.
        """
        yield from self._connection.insist(lambda _: self._look_through_dead())

    def redrive(self, id: int) -> None:
        """Put a dead letter's event again, from attempt 1."""
        letters = self._connection.insist(lambda _: self._look_through_dead(id))
        if id not in {letter.id for letter in letters}:
            raise LookupError(f"there is no dead letter {id!r}")

    def close(self) -> None:
        """End the connection; what was leased and not settled goes to others."""
        with self._connection.lock:
            self._connection.drop()

    def delete(self) -> None:
        """Delete it with all that is in it, and end the connection. Twice does no harm."""
        self._connection.insist(lambda channel: topology.delete(channel, self.name))
        self.close()

    def __enter__(self) -> Self:
        """Return the queue."""
        return self

    def __exit__(self, *exception: object) -> None:
        """Close it."""
        self.close()

    def _opened(self, channel: BlockingChannel) -> None:
        """Prepare a new connection, which knows nothing of what was lent on the one before."""
        self._leased.clear()
        self._ahead.clear()
        living, dead = topology.depths(self._connection, [self.name, self.dead])
        if dead is None:
            channel.queue_declare(self.dead, durable=True, arguments=topology.DEAD)
        if living is None:  # else it keeps its maker's settings
            arguments = topology.living(self.dead, self.max_attempts)
            channel.queue_declare(self.name, durable=True, arguments=arguments)
        if self.prefetch:
            channel.basic_qos(prefetch_count=self.prefetch)
            channel.basic_consume(self.name, self._sent_ahead)

    def _send(
        self, channel: BlockingChannel, *, message: Message, to: str = "", delay: float = 0.0
    ) -> None:
        """Publish a message, and return when the broker has confirmed it."""
        if delay:
            milliseconds = topology.rounded_up(delay)
            to = topology.waiting_room(self.name, milliseconds)
            arguments = topology.waiting(self.name, milliseconds)
            channel.queue_declare(to, durable=True, arguments=arguments)
        properties = message.properties()
        channel.basic_publish("", to or self.name, message.body, properties, mandatory=True)

    def _sent_ahead(self, channel: BlockingChannel, *message: Any) -> None:
        self._ahead.append(Message.received(*message))

    def _lend(self, channel: BlockingChannel, n: int) -> list[Delivery]:
        """Lend up to `n` events; what nobody can handle goes to the dead letters meanwhile."""
        lent: list[Delivery] = []
        while len(lent) < n:
            if not self._ahead and not self._ask(channel):
                break
            message = self._ahead.popleft()
            if message.event and message.attempts < self.max_attempts:
                receipt = object()
                self._leased[receipt] = message
                lent.append(Delivery(message.event, message.attempts + 1, receipt))
                continue
            if not message.event:
                message = message.failed(message.why, self.max_attempts)
            self._send(channel, message=message, to=self.dead)
            channel.basic_ack(message.tag)
        return lent

    def _ask(self, channel: BlockingChannel) -> bool:
        """Wait a moment for what is sent ahead, then ask for a message; return whether one came."""
        if len(self._leased) < self.prefetch:
            channel.connection.process_data_events(ON_ITS_WAY)
        if not self._ahead:
            asked = channel.basic_get(self.name)
            if self.prefetch:  # what was sent before the answer comes first
                channel.connection.process_data_events(0)
            if asked[0]:
                self._sent_ahead(channel, *asked)
        return bool(self._ahead)

    def _settle(
        self,
        delivery: Delivery,
        before: Callable[[BlockingChannel, Message], None] | None = None,
    ) -> None:
        """Do what comes before the acknowledgement, then acknowledge, on the delivery's channel."""
        with self._connection.lock:
            channel = self._connection.unbroken
            message = self._leased.pop(delivery.receipt, None)
            if channel is None or message is None:
                raise StaleDelivery(delivery)
            try:
                if before:
                    before(channel, message)
                channel.basic_ack(message.tag)
            except BaseException as error:  # Ctrl-C too: nobody knows what the broker has heard
                self._connection.drop()
                if isinstance(error, AMQPError | OSError):
                    raise StaleDelivery(delivery) from error
                raise

    def _look_through_dead(self, wanted: int | None = None) -> list[DeadLetter]:
        """Return the dead letters; take out the one that is wanted, and put it again."""
        letters = []
        with self._connection.aside() as channel:  # its end gives back what was looked at
            while (found := channel.basic_get(self.dead))[0]:
                message = Message.received(*found)
                letters.append(message.letter(self.max_attempts))
                if message.number == wanted:
                    self._send(self._connection.channel(), message=message.afresh())
                    channel.basic_ack(found[0].delivery_tag)
                    break
        return letters
