"""Wrong queues. Each is `Plain`, a right queue cut into steps, with one step done wrong."""

import tempfile
from pathlib import Path

from eventlab import MemoryQueue, SqliteQueue
from mutants import Offers
from mutants.queue import delivery, order, sharing  # noqa: F401  each adds its own to MUTANTS
from mutants.queue.plain import MUTANTS as MUTANTS
from mutants.queue.plain import Plain

ALONE = {"lease", "extend", "delay", "keys", "batches", "redrive", "stats", "clock"}


def sqlite_queue(beside=None, **settings):
    path = beside.path if beside else Path(tempfile.mkdtemp()) / "queue.db"
    return SqliteQueue(path, **settings)


IMPLEMENTATIONS = {
    "MemoryQueue": Offers(MemoryQueue, ALONE),
    "SqliteQueue": sqlite_queue,
    "Plain": Plain,
}
