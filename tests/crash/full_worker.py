"""Fills the disk, or the size that a file may have, and says what was confirmed until then."""

import sys
from pathlib import Path

from crash import Notes, until_full
from eventlab import Event, SqliteQueue


def work(folder, name, limit):
    notes = Notes(folder / f"{name}.notes")
    queue = SqliteQueue(folder / name / "queue.db")
    with until_full(limit):
        for number in range(1_000_000):
            queue.put(Event("Paid", {"filler": "x" * 500}, id=str(number)))
            notes.write("put", number)
            if number % 3 == 0:
                delivery = queue.get()
                notes.write("acking", delivery.event.id)
                queue.ack(delivery)
                notes.write("acked", delivery.event.id)


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
