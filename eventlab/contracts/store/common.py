"""What the cases of a store have in common: the contract that they add themselves to."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from eventlab.contracts import Broken, Contract, in_threads
from eventlab.event import Event
from eventlab.store import Recorded

store = Contract("store")
_MOST = 5_000  # events that a case may read


def events(ids: str) -> list[Event]:
    """Make one event for each of the ids."""
    return [Event("Paid", id=id) for id in ids.split()]


def told(found: Iterable[Recorded]) -> str:
    """Return what was read as "id@version …"."""
    return " ".join(f"{each.event.id}@{each.version}" for each in bounded(found))


def bounded(found: Iterable[Recorded]) -> Iterator[Recorded]:
    """Yield what is read, and end a reading that has no end."""
    for number, each in enumerate(found):
        if number == _MOST:
            raise Broken("reading yields more and more events, and far fewer were appended")
        yield each


def places(found: Iterable[Recorded]) -> str:
    """Return what was read as "stream.version …"."""
    return " ".join(f"{each.stream}.{each.version}" for each in bounded(found))


def half_read(found: Iterable[Recorded]) -> tuple[Recorded, Iterator[Recorded]]:
    """Take the first event of a reading; return it, and the reading as it stands."""
    reading = iter(found)
    if (first := next(reading, None)) is None:
        raise Broken("reading yielded nothing, and there are events")
    return first, reading


def meanwhile(look: Callable[[], object], works: Iterable[Callable[[], object]]) -> None:
    """Run each work in a thread of its own, and `look` in one more, until all are done and once."""
    over = threading.Event()

    def watch() -> None:
        last = False
        while not last:
            last = over.is_set()
            look()

    def work() -> None:
        try:
            in_threads(works)
        finally:
            over.set()

    in_threads([watch, work])


def followed(reader: Any, works: Iterable[Callable[[], object]]) -> list[Recorded]:
    """Run the works, and a reader beside them; return what it saw, each time behind the last."""
    seen: list[Recorded] = []
    meanwhile(
        lambda: seen.extend(bounded(reader.read_all(after=seen[-1].position if seen else 0))),
        works,
    )
    return seen
