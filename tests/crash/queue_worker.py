"""Puts, gets, acks and gives back on the queue of a folder until it is killed."""

import itertools
import random
import sys
from contextlib import suppress
from pathlib import Path

from crash import Notes
from eventlab import Event, SqliteQueue, StaleDelivery


def work(folder, name):
    chance = random.Random(name)
    numbers = itertools.count()
    notes = Notes(folder / f"{name}.notes")
    queue = SqliteQueue(folder / "queue.db", lease=0.02, max_attempts=3)
    print("at work", flush=True)
    while True:
        events = [
            Event("Paid", id=f"{name}-{next(numbers):06}") for _ in range(chance.randint(1, 4))
        ]
        ids = [event.id for event in events]
        key = chance.choice([None, "a", "b", name])
        notes.write("putting", *ids)
        if len(events) == 1:
            queue.put(events[0], key=key)
        else:
            queue.put_many(events, key=key, delay=chance.choice([0.0, 0.01]))
        notes.write("put", *ids)
        deliveries = queue.get_many(chance.randint(1, 5))
        for delivery in deliveries:
            settle(queue, delivery, chance.random(), notes)
        for letter in itertools.islice(queue.dead_letters(), 1):
            with suppress(LookupError):  # the other process has done it
                queue.redrive(letter.id)


def settle(queue, delivery, dice, notes):
    id = delivery.event.id
    if dice < 0.7:
        notes.write("acking", id)
        try:
            queue.ack(delivery)
            notes.write("acked", id)
        except StaleDelivery:
            notes.write("refused", id)
    with suppress(StaleDelivery):
        if 0.7 < dice < 0.8:
            queue.nack(delivery, reason="as the dice fell")
        elif 0.8 < dice < 0.9:
            queue.extend(delivery, 0.05)


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2])
