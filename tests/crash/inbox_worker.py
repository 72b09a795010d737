"""Puts events into a queue, some of them twice, and has their effects, until it is killed."""

import itertools
import random
import sys
from pathlib import Path

from crash import Notes
from eventlab import Consumer, Event, Inbox, SqliteQueue


def pay(event, tx):
    tx.execute("UPDATE purse SET paid = paid + 1")
    tx.execute("INSERT INTO effect VALUES (?)", (event.id,))
    tx.execute("INSERT INTO bulk VALUES (?)", ("x" * random.randint(0, 9_000),))


def work(folder, name):
    chance = random.Random(name)
    notes = Notes(folder / f"{name}.notes")
    queue = SqliteQueue(folder / "queue.db", lease=0.01, max_attempts=1_000_000)
    consumer = Consumer(queue, pay, inbox=Inbox(folder / "shop.db"))
    print("at work", flush=True)
    for number in itertools.count():
        event = Event("Paid", id=f"{name}-{number:06}")
        for _ in range(chance.choice([1, 1, 2, 3])):
            queue.put(event)
        notes.write("put", event.id)
        for _ in range(chance.randint(1, 3)):
            outcome = consumer.run_one()
            if outcome:
                notes.write(outcome.verdict, outcome.delivery.event.id)


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2])
