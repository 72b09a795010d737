"""Puts events into RabbitMQ and has their effects, some of them twice, until it is killed."""

import itertools
import sys
from pathlib import Path

from crash import Notes
from eventlab import Consumer, Event, Inbox
from eventlab.brokers.rabbitmq import RabbitMQQueue


def book(event, tx):
    tx.execute("INSERT INTO effect VALUES (?)", (event.id,))


def work(folder, name, url, where):
    notes = Notes(folder / f"{name}.notes")
    queue = RabbitMQQueue(url, where, lease=2.0, max_attempts=1000, patience=60.0)
    consumer = Consumer(queue, book, inbox=Inbox(folder / "shop.db"))
    print("at work", flush=True)
    for number in itertools.count():
        event = Event("Paid", id=f"{name}-{number:06}")
        queue.put(event)
        notes.write("put", event.id)
        if outcome := consumer.run_one():
            notes.write(outcome.verdict, outcome.delivery.event.id)


if __name__ == "__main__":
    work(Path(sys.argv[1]), *sys.argv[2:])
