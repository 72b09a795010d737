"""Another process: Python salts the hashes of texts anew in each, and `hash` says something else.

A check that runs both processes in this one changes the salt between the two.
"""

import builtins
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from eventlab.course.mistakes import Mistake
from eventlab.course.telling import step
from eventlab.sim import Scenario, replay

HASH = Mistake(
    "hash-of-the-process",
    "It uses Python's hash(), which each process salts anew: two processes disagree about a text.",
    "what stands for the text: as it is, or as a checksum of its bytes, it is the same everywhere.",
)


@contextmanager
def salted(salt: str) -> Iterator[None]:
    """Let `hash` be what it may be in a process with this salt, the same each time."""
    own: Callable[[Any], int] = builtins.hash

    def of_the_process(thing: Any, /) -> int:
        return zlib.crc32(f"{salt} {thing!r}".encode()) if _has_text(thing) else own(thing)

    builtins.hash = of_the_process
    try:
        yield
    finally:
        builtins.hash = own


def once_more_elsewhere(scenario: Scenario, schedule: str) -> Any:
    """Run a schedule, then once more in another process on the same database; return that."""
    db = scenario.offers["db"]()
    there = replace(scenario, offers={**scenario.offers, "db": lambda: db})
    with salted("one"):
        replay(f"{there.name}: {schedule}", there)
    with salted("another"):
        trace = replay(f"{there.name}: {schedule}", there).trace
    step(f"one process has handled {schedule}; another one, on the same database:")
    for happened in trace.steps:
        step(happened.sentence)
    return db


def _has_text(thing: Any) -> bool:
    """Whether its hash is salted; that of numbers is not."""
    inside = isinstance(thing, tuple | frozenset) and any(map(_has_text, thing))
    return inside or isinstance(thing, str | bytes)
