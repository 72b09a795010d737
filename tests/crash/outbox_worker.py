"""Takes orders in transactions, and relays what they put into the outbox, until it is killed."""

import itertools
import random
import sys
from contextlib import suppress
from pathlib import Path

from crash import Notes
from eventlab import Event, Outbox, SqliteQueue, relay


class NoStock(Exception):
    pass


def work(folder, name):
    chance = random.Random(name)
    notes = Notes(folder / f"{name}.notes")
    outbox = Outbox(folder / "shop.db")
    sent = SqliteQueue(folder / "sent.db")
    print("at work", flush=True)
    for number in itertools.count():
        ids = [f"{name}-{number:06}.{line}" for line in range(chance.randint(1, 3))]
        with suppress(NoStock), outbox.transaction() as tx:
            for id in ids:
                tx.execute("INSERT INTO placed (id) VALUES (?)", (id,))
                outbox.add(
                    tx, Event("OrderPlaced", {"filler": "x" * chance.randint(0, 5_000)}, id=id)
                )
            if chance.random() < 0.3:
                notes.write("refused", *ids)
                raise NoStock
        if chance.random() < 0.5:
            relay(outbox, sent.put)
        notes.write("over", *ids)


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2])
