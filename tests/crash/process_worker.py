"""Runs orders through a process manager and sends its commands, until it is killed."""

import itertools
import random
import sys
from pathlib import Path

from crash import Notes
from eventlab import (
    Compensate,
    Complete,
    Event,
    Process,
    ProcessManager,
    Send,
    SqliteQueue,
    UndoWith,
)

REACTIONS = {
    "Ordered": [Send("Reserve")],
    "Reserved": [UndoWith("Release"), Send("Charge")],
    "Charged": [UndoWith("Refund"), Send("Ship")],
    "Shipped": [Complete()],
    "Refused": [Compensate(), Send("Excuse")],
}
PATHS = (["Ordered", "Reserved", "Charged", "Shipped"], ["Ordered", "Reserved", "Refused"])
PATHS += (["Ordered", "Refused", "Reserved"], ["Ordered", "Reserved", "Charged", "Refused"])
order = Process(dict, lambda event, state: REACTIONS[event.type], lambda state, event: state)


def path_of(name):
    return random.Random(name).choice(PATHS)


def work(folder, name):
    chance = random.Random(name)
    notes = Notes(folder / f"{name}.notes")
    manager = ProcessManager(folder / "process.db", order)
    sent = SqliteQueue(folder / "sent.db")
    print("at work", flush=True)
    for number in itertools.count():
        of = f"{name}-{number:06}"
        for type in path_of(of):
            event = Event(type, id=f"{type} {of}", correlation_id=of)
            for _ in range(chance.choice([1, 1, 2])):
                manager.handle(event)
            notes.write("handled", event.id)
            if chance.random() < 0.4:
                manager.dispatch(sent.put)


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2])
