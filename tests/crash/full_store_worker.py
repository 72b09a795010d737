"""Fills the disk, or the size that a file may have, with events, and says what was confirmed."""

import sys
from pathlib import Path

from crash import Notes, until_full
from eventlab import Event, SqliteStore


def work(folder, name, limit):
    notes = Notes(folder / f"{name}.notes")
    store = SqliteStore(folder / name / "store.db")
    version = 0
    with until_full(limit):
        for number in range(1_000_000):
            data = {"batch": f"{number}", "size": 3, "filler": "x" * 300}
            events = [Event("Paid", data, id=f"{number}.{n}") for n in range(3)]
            version = store.append("a", events, expected=version)
            notes.write("appended", f"{number} a {version} 3")


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
