"""Has effects and adds to an outbox until the disk, or the size of its file, is used up."""

import sys
from pathlib import Path

from crash import Notes, until_full
from eventlab import Event, Inbox, Outbox


def work(folder, path, limit):
    notes = Notes(folder / "full.notes")
    inbox, outbox = Inbox(path), Outbox(path)
    inbox.once(
        Event("Opened", id="-1"), lambda event, tx: tx.execute("CREATE TABLE paid (id, bulk)")
    )

    def pay(event, tx):
        tx.execute("INSERT INTO paid VALUES (?, ?)", (event.id, "x" * 20_000))
        outbox.add(tx, event.caused("Shipped", id=event.id))

    with until_full(limit):
        for number in range(1_000_000):
            inbox.once(Event("Paid", id=str(number)), pay)
            notes.write("paid", number)


if __name__ == "__main__":
    work(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
