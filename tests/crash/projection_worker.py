"""Appends events, catches up a projection of them and rebuilds it at times, until it is killed."""

import itertools
import random
import sys
from pathlib import Path

from crash import Notes
from eventlab import Event, Projection, SqliteStore

SCHEMA = (
    "CREATE TABLE sold (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT)",
    "CREATE TABLE bulk (text TEXT)",
    "CREATE TABLE total (count INTEGER)",
    "INSERT INTO total VALUES (0)",
)


def sell(recorded, tx):
    tx.execute("UPDATE total SET count = count + 1")
    tx.execute("INSERT INTO sold (id) VALUES (?)", (recorded.event.id,))
    tx.execute("INSERT INTO bulk VALUES (?)", ("x" * random.randint(0, 3_000),))


def projection(folder, store):
    return Projection(store, folder / "model.db", SCHEMA, {"Sold": sell}, batch=7)


def work(folder, name):
    chance = random.Random(name)
    notes = Notes(folder / f"{name}.notes")
    store = SqliteStore(folder / "store.db")
    sales = projection(folder, store)
    print("at work", flush=True)
    for number in itertools.count():
        ids = [f"{name}-{number:06}.{line}" for line in range(chance.randint(1, 4))]
        events = [Event(chance.choice(["Sold", "Sold", "Looked"]), id=id) for id in ids]
        store.append(f"shop-{number % 3}", events)
        notes.write("appended", *ids)
        if chance.random() < 0.1:
            notes.write("rebuilt", str(sales.rebuild()))
        elif chance.random() < 0.7:
            notes.write("applied", str(sales.catch_up()))


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2])
