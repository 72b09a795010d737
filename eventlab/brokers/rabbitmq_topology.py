"""The queues in RabbitMQ that make up one queue of ours: the living, the dead, and who waits.

What is delayed lies in a queue from which the broker moves it to the living when its time is over.
There is one for each power of two milliseconds, so that nobody waits behind a longer delay.
"""

import math
from typing import Any

from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import ChannelClosedByBroker

from eventlab.brokers.rabbitmq_connection import NOT_FOUND, Connection
from eventlab.queue import check_delay

LONGEST = 26  # the longest delay, as a power of two milliseconds: 18 hours

# Only with all of these a message is moved from one queue to another without a chance of loss.
_MOVED = {
    "x-queue-type": "quorum",
    "x-dead-letter-exchange": "",
    "x-dead-letter-strategy": "at-least-once",
    "x-overflow": "reject-publish",
}
# A classic queue, which lies on one node: a look at a quorum queue counts as a delivery of each,
# and RabbitMQ 4 drops what has been delivered 20 times.
DEAD = {"x-queue-type": "classic"}


def living(dead: str, max_attempts: int) -> dict[str, Any]:
    """Return the arguments of the queue: what came back too often moves to the queue `dead`."""
    limit = {"x-delivery-limit": max_attempts - 1}  # how often it may come back
    return _MOVED | limit | {"x-dead-letter-routing-key": dead}


def waiting(name: str, milliseconds: int) -> dict[str, Any]:
    """Return the arguments of a queue from which events move to `name` when they have waited."""
    # No "x-expires": a queue that expires takes along what could not be moved out of it yet.
    return _MOVED | {"x-message-ttl": milliseconds, "x-dead-letter-routing-key": name}


def waiting_room(name: str, milliseconds: int) -> str:
    """Return the name of the queue in which events wait so long."""
    return f"{name}.delay.{milliseconds}ms"


def dead(name: str) -> str:
    """Return the name of the queue of the dead letters."""
    return f"{name}.dead"


def queues(name: str) -> list[str]:
    """Return the names of all of them: the living, the dead, and those in which events may wait."""
    return [name, dead(name), *[waiting_room(name, 2**power) for power in range(LONGEST + 1)]]


def delete(channel: BlockingChannel, name: str) -> None:
    """Delete all of them that there are."""
    for each in queues(name):
        channel.queue_delete(each)


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


def depths(connection: Connection, names: list[str]) -> list[int | None]:
    """Return how many messages are ready in each queue, None where there is no such queue."""
    found: list[int | None] = []
    channel = connection.aside()
    for name in names:
        try:
            found.append(channel.queue_declare(name, passive=True).method.message_count)
        except ChannelClosedByBroker as error:  # which is how the broker says no
            if error.reply_code != NOT_FOUND:
                raise
            found.append(None)
            channel = connection.aside()
    channel.close()
    return found
