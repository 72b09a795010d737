"""Wrong queues. Each is `Plain`, a right queue cut into steps, with one step done wrong."""

from eventlab import MemoryQueue
from mutants import Offers
from mutants.queue import delivery, order, sharing  # noqa: F401  each adds its own to MUTANTS
from mutants.queue.plain import MUTANTS as MUTANTS
from mutants.queue.plain import Plain

ALONE = {"lease", "extend", "delay", "keys", "batches", "redrive", "stats", "clock"}
IMPLEMENTATIONS = {"MemoryQueue": Offers(MemoryQueue, ALONE), "Plain": Plain}
