"""Wrong outboxes. Each is `Plain`, a right outbox on bare sqlite3, with one step done wrong."""

from mutants import Offers
from mutants.outbox import adding, sending  # noqa: F401  each adds its own to MUTANTS
from mutants.outbox.plain import MUTANTS as MUTANTS
from mutants.outbox.plain import Plain, RealOutbox, Sequences

IMPLEMENTATIONS = {
    "Outbox": RealOutbox,
    "Plain": Plain,
    "Sequences": Offers(Sequences, ["patience"]),
}
