"""Queues of their own on a real RabbitMQ, for the tests."""

from contextlib import contextmanager
from uuid import uuid4

import pika
from lost import wait_until

from eventlab.brokers.rabbitmq import RabbitMQQueue
from eventlab.brokers.rabbitmq_topology import delete


def found(queue):
    """A delivery, which must come soon."""
    delivery = queue.get(10.0)
    assert delivery is not None
    return delivery


def found_dead(queue):
    """The dead letter, which must come soon."""
    wait_until(lambda: list(queue.dead_letters()))
    [letter] = queue.dead_letters()
    return letter


@contextmanager
def queues(rabbitmq):
    """Make queues on a name of their own; close them all and take them away."""
    made = []

    def make(beside=None, **settings):
        name = beside.name if beside else f"test-{uuid4()}"
        made.append(RabbitMQQueue(rabbitmq.url, name, **settings))
        return made[-1]

    yield make
    for queue in made:
        queue.close()
    with pika.BlockingConnection(pika.URLParameters(rabbitmq.url)) as connection:
        for name in {queue.name for queue in made}:
            delete(connection.channel(), name)
