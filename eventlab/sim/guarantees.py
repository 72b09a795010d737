"""Guarantees: what a handler's effects are worth on a backend, while consumers and brokers die.

Guarantee: every verdict is one of `eventlab.sim.checkers` on what has happened in a run on that
backend: six events that were confirmed, and the rows that the handler has written. Where nobody
may kill a broker, its death is "not exercised".

Deaths are the worst ones: between effect and acknowledgement, right after the acknowledgement,
and of the broker while it holds what it has confirmed.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from eventlab.event import Event
from eventlab.sim.checkers import (
    NOT_EXERCISED,
    Property,
    Verdict,
    in_order_by_key,
    nothing_doubled,
    nothing_lost,
)
from eventlab.sim.history import ATTEMPT, CONFIRM, EFFECT, History, Op

Acknowledge = Callable[[], object]
Taken = tuple[Event, Acknowledge]
Handle = Callable[[Event, sqlite3.Connection, Acknowledge], object]

PROMISES: dict[str, Property] = {
    "lost": nothing_lost(),
    "doubled": nothing_doubled(),
    "out of order": in_order_by_key(),
}
SCHEMA = """
    CREATE TABLE seen (id TEXT PRIMARY KEY);
    CREATE TABLE ledger (id TEXT, customer TEXT, amount INTEGER);
"""
WHEN = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = dict(zip("ABCDEF", ["order-7", "order-7", "order-8", "order-8", "order-7", "order-8"]))  # noqa: B905
_LOOK_AT = {
    "lost": "Look at what the handler does after its ack: for that, no event is delivered again.",
    "doubled": "Look at how a second try knows of the first: is a mark committed with the effect?",
    "out of order": "Look at who handles events of one key at the same time, or tries one later.",
}
_WORDS = {"holds": "no", "violated": "yes", NOT_EXERCISED: "not tried"}


class Reader(Protocol):
    """A consumer's side of a backend."""

    def take(self) -> Taken | None:
        """Return an event with its acknowledgement; None if there is none to be had now."""
        ...

    def die(self) -> None:
        """End at once: what was taken and not acknowledged is anybody's."""
        ...


class Backend(Protocol):
    """A queue or log that can be measured."""

    name: str
    restart: Callable[[], object] | None

    def begin(self) -> None:
        """Begin with nothing in it."""
        ...

    def end(self) -> None:
        """Leave nothing behind."""
        ...

    def put(self, event: Event, key: str) -> None:
        """Put an event, and return when it is confirmed."""
        ...

    def readers(self, count: int) -> list[Reader]:
        """Start so many consumers."""
        ...

    def wait(self) -> object:
        """Let the time pass after which what the dead held goes to others."""
        ...


@dataclass(frozen=True, slots=True, repr=False)
class Guarantees:
    """For each backend and each fault the verdicts; the `repr` is a table that answers no or yes.

    Args:
        verdicts: by the backend's name, the fault, and what could have happened.
    """

    verdicts: dict[tuple[str, str], dict[str, Verdict]]

    def differ(self) -> list[str]:
        """Return what happens on some of the backends and, under the same fault, not on others."""
        seen: dict[tuple[str, str], set[str]] = {}
        for (_, fault), found in self.verdicts.items():
            for what, verdict in found.items():
                if verdict.outcome != NOT_EXERCISED:
                    seen.setdefault((fault, what), set()).add(verdict.outcome)
        return [w for w in PROMISES if any(len(seen.get((f, w), ())) > 1 for f in FAULTS)]

    def never(self, *what: str, when: str) -> None:
        """Hold the handler to it: under one fault, none of this happens on any backend.

        Args:
            what: "lost", "doubled", "out of order".
            when: the fault.

        Raises:
            AssertionError: it has happened. The text says what, to which event, on which backends,
                and what to look at in the handler.
            LookupError: no backend was tried under that fault.
        """
        rows = {backend: row for (backend, fault), row in self.verdicts.items() if fault == when}
        if all(row[w].outcome == NOT_EXERCISED for row in rows.values() for w in what):
            raise LookupError(f"no backend was tried when {when!r}; the faults are {[*FAULTS]}")
        told = []
        for w in what:
            found = [(backend, row[w].finding) for backend, row in rows.items()]
            if happened := [f"on {backend} {each.reason}" for backend, each in found if each]:
                told += [f"Under {when!r}, {w}: {', '.join(happened)}.", _LOOK_AT[w]]
        if told:
            raise AssertionError("\n".join(told))

    def __repr__(self) -> str:
        rows = [("backend", "fault", *PROMISES)]
        for (backend, fault), found in self.verdicts.items():
            rows.append((backend, fault, *(_WORDS[found[what].outcome] for what in PROMISES)))
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def guarantees(backends: Iterable[Backend], handle: Handle) -> Guarantees:
    """Let a handler work on each backend, under each fault, and judge its effects.

    Args:
        backends: see `eventlab.brokers.local.backends`.
        handle: called as `handle(event, db, ack)`; its effects are the rows of the table `ledger`
            in the database of lesson 06.
    """
    return Guarantees(
        {
            (backend.name, fault): _judge(_Shop(backend, handle), fault, run)
            for backend in backends
            for fault, run in FAULTS.items()
        }
    )


class _Died(BaseException):
    """The end of a consumer, in the middle of an acknowledgement."""


class _Shop:
    """Six confirmed events, a database that outlives the consumers, and the handler."""

    def __init__(self, backend: Backend, handle: Handle) -> None:
        self.backend, self._handle = backend, handle
        self.db = sqlite3.connect(":memory:")
        self.db.executescript(SCHEMA)
        backend.begin()

    def put(self) -> None:
        for id, key in KEYS.items():
            data = {"customer": "ada", "amount": 5}
            event = Event("OrderPaid", data, id=id, source="/shop", subject=key, time=WHEN)
            self.backend.put(event, key)

    def handle(self, taken: Taken) -> None:
        self._handle(taken[0], self.db, taken[1])

    def dies(self, reader: Reader, taken: Taken, *, acknowledged: bool) -> None:
        """Handle it up to the acknowledgement, and die before it or after it."""

        def ack() -> None:
            if acknowledged:
                taken[1]()
            raise _Died

        with suppress(_Died):
            self._handle(taken[0], self.db, ack)
        self.db.rollback()  # as the database does when a connection ends
        reader.die()

    def finish(self, *readers: Reader) -> None:
        """Let consumers handle what is left, and wait once for what comes back late."""
        for _ in range(2):
            while taken := [each for reader in readers if (each := reader.take())]:
                for each in reversed(taken):  # the second is quicker than the first
                    self.handle(each)
            self.backend.wait()
        for reader in readers:
            reader.die()

    def ops(self) -> Iterator[Op]:
        for id in KEYS:
            yield Op(ATTEMPT, "shop", "broker", subject=id)
            yield Op(CONFIRM, "broker", "shop", subject=id)
        for (id,) in self.db.execute("SELECT id FROM ledger ORDER BY rowid"):
            yield Op(EFFECT, "consumer", "ledger", subject=id)


def _two_at_once(shop: _Shop) -> bool:
    readers = shop.backend.readers(2)
    shop.put()
    shop.finish(*readers)
    return True


def _consumer_dies(shop: _Shop) -> bool:
    shop.put()
    [first] = shop.backend.readers(1)
    held = _take(shop, first)
    first.take()  # one more, which it never even begins
    shop.dies(first, held, acknowledged=False)
    [second] = shop.backend.readers(1)
    shop.dies(second, _take(shop, second), acknowledged=True)
    shop.finish(*shop.backend.readers(1))
    return True


def _broker_dies(shop: _Shop) -> bool:
    if shop.backend.restart is None:
        return False
    shop.put()
    [first] = shop.backend.readers(1)
    shop.handle(_take(shop, first))
    first.die()
    shop.backend.restart()
    shop.finish(*shop.backend.readers(1))
    return True


FAULTS: dict[str, Callable[[_Shop], bool]] = {
    "two at once": _two_at_once,
    "consumer dies": _consumer_dies,
    "broker dies": _broker_dies,
}


def _take(shop: _Shop, reader: Reader) -> Taken:
    """Take an event, if need be when what the dead held has come back."""
    if not (taken := reader.take()):
        shop.backend.wait()
        taken = reader.take()
    if taken is None:
        raise RuntimeError(f"{shop.backend.name} hands out nothing, though all was confirmed")
    return taken


def _judge(shop: _Shop, fault: str, run: Callable[[_Shop], bool]) -> dict[str, Verdict]:
    with closing(shop.db):
        try:
            fired = [fault] if run(shop) else []
        finally:
            with suppress(ConnectionError):  # whoever has gone keeps it
                shop.backend.end()
        history = History(tuple(shop.ops()) if fired else (), keys=KEYS, fired=fired)
    return {what: promise.under(fault).judge(history) for what, promise in PROMISES.items()}
