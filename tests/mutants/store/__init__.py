"""Wrong stores. Each is `Plain`, a right store cut into steps, with one step done wrong."""

import tempfile
from pathlib import Path

from eventlab import MemoryStore, SqliteStore
from mutants import Offers

# each adds its own to MUTANTS
from mutants.store import appending, expecting, reading, sharing  # noqa: F401
from mutants.store.plain import MUTANTS as MUTANTS
from mutants.store.plain import Plain


def sqlite_store(beside=None):
    return SqliteStore(beside.path if beside else Path(tempfile.mkdtemp()) / "store.db")


IMPLEMENTATIONS = {
    "MemoryStore": Offers(MemoryStore, ()),
    "SqliteStore": sqlite_store,
    "Plain": Plain,
}
