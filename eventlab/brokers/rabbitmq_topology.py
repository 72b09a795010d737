"""The queues in RabbitMQ that make up one queue of ours: the living, the dead, and who waits.

What is delayed lies in a queue from which the broker moves it to the living when its time is over.
There is one for each power of two milliseconds, so that nobody waits behind a longer delay.
"""

import math
from typing import Any

from pika.exceptions import ChannelClosedByBroker

from eventlab.brokers.rabbitmq_connection import NOT_FOUND, Connection
from eventlab.queue import check_delay

LONGEST = 26  # the longest delay, as a power of two milliseconds: 18 hours
UNUSED = 600_000  # milliseconds that a waiting room outlives the last event that came to it

# Only with all of these a message is moved from one queue to another without a chance of loss.
_MOVED = {
    "x-queue-type": "quorum",
    "x-dead-letter-exchange": "",
    "x-dead-letter-strategy": "at-least-once",
    "x-overflow": "reject-publish",
}
# A classic queue: a quorum queue of RabbitMQ 4 would drop what has been looked at 20 times.
DEAD = {"x-queue-type": "classic"}


def living(dead: str, max_attempts: int) -> dict[str, Any]:
    """Return the arguments of the queue: what came back too often moves to the queue `dead`."""
    limit = {"x-delivery-limit": max_attempts - 1}  # how often it may come back
    return _MOVED | limit | {"x-dead-letter-routing-key": dead}


def waiting(name: str, milliseconds: int) -> dict[str, Any]:
    """Return the arguments of a queue from which events move to `name` when they have waited."""
    over = {"x-message-ttl": milliseconds, "x-expires": milliseconds + UNUSED}
    return _MOVED | over | {"x-dead-letter-routing-key": name}


def waiting_room(name: str, milliseconds: int) -> str:
    """Return the name of the queue in which events wait so long."""
    return f"{name}.delay.{milliseconds}ms"


def waiting_rooms(name: str) -> list[str]:
    """Return the names of all queues in which events may wait."""
    return [waiting_room(name, 2**power) for power in range(LONGEST + 1)]


def rounded_up(delay: float) -> int:
    """Return the delay, which is in seconds, as a power of two milliseconds.

    Raises:
        ValueError: it is negative, endless or too long.
    """
    check_delay(delay)
    power = math.ceil(math.log2(max(1.0, delay * 1000)))
    if power > LONGEST:
        raise ValueError(f"a delay of {delay} seconds: RabbitMQ is given {2**LONGEST // 1000}")
    return int(2**power)


def depth(connection: Connection, name: str) -> int | None:
    """Return how many messages are ready in a queue, or None if there is no such queue."""
    with connection.aside() as channel:
        try:
            return int(channel.queue_declare(name, passive=True).method.message_count)
        except ChannelClosedByBroker as error:
            if error.reply_code != NOT_FOUND:
                raise
            return None
