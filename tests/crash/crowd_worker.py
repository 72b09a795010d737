"""Puts its share of events into the queue of a folder, and works until the queue is empty."""

import sys
import time
from pathlib import Path

from crash import Notes
from eventlab import Event, SqliteQueue


def work(folder, name, share):
    notes = Notes(folder / f"{name}.notes")
    with SqliteQueue(folder / "queue.db", lease=600.0, patience=60.0) as queue:
        print("at work", flush=True)
        sys.stdin.readline()  # until all are
        for number in range(share):
            key = f"{name}.{number % 5}" if number % 2 else None
            queue.put(Event("Paid", {"key": key}, id=f"{name}-{number:06}"), key=key)
            handle(queue, queue.get(), notes)
        while alive(queue.stats()):
            handle(queue, queue.get(timeout=0.05), notes)


def alive(stats):
    return stats.ready + stats.leased + stats.delayed


def handle(queue, delivery, notes):
    if delivery:
        began = time.perf_counter_ns()
        queue.ack(delivery)
        notes.write("acked", f"{delivery.event.id} {began} {delivery.event.data['key']}")


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
