"""Reads, decides and appends batches to the store of a folder, and follows it, until killed."""

import itertools
import random
import sys
from pathlib import Path

from crash import Notes
from eventlab import EXISTS, NO_STREAM, Event, SqliteStore, WrongVersion


def work(folder, name):
    chance = random.Random(name)
    numbers = itertools.count()
    notes = Notes(folder / f"{name}.notes")
    store = SqliteStore(folder / "store.db")
    versions, last = {}, 0
    print("at work", flush=True)
    while True:
        stream = chance.choice(["a", "b", name])
        batch = f"{name}-{next(numbers)}"
        size = chance.randint(1, 6)
        events = [
            Event("Paid", {"batch": batch, "size": size}, id=f"{batch}.{n}") for n in range(size)
        ]
        known = versions.get(stream, 0)
        expected = chance.choice([known, known, EXISTS if known else NO_STREAM])
        notes.write("appending", batch)
        try:
            version = store.append(stream, events, expected=expected)
            notes.write("appended", f"{batch} {stream} {version} {size}")
            if type(expected) is int:
                notes.write("held", f"{batch} {version - size - expected}")
            versions[stream] = version
        except WrongVersion as error:
            notes.write("refused", batch)
            versions[stream] = error.actual
        for each in store.read_all(after=last, limit=25):
            last = each.position
            notes.write("seen", f"{name} {last} {each.event.id}")


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2])
