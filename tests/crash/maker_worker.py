"""Makes new queue files in a folder, one after the other, until it is killed."""

import itertools
import sys
from pathlib import Path

from crash import Notes
from eventlab import Event, SqliteQueue


def work(folder, name):
    notes = Notes(folder / f"{name}.notes")
    print("at work", flush=True)
    for number in itertools.count():  # two workers make the same files at the same time
        path = folder / f"{name.rpartition('-')[0]}-{number}.db"
        with SqliteQueue(path) as queue:
            queue.put(Event("Paid", id=name))
            notes.write("put", f"{path.name} {name}")


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2])
