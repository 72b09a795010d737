"""A till: the learner's `handle`, a store in which others are quicker, and snapshots."""

from collections.abc import Iterable, Iterator
from typing import Any

from eventlab import Decider, Event, MemoryStore, WrongVersion
from eventlab.aggregate import Snapshot
from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import describe, show, step
from eventlab.store import Recorded

from . import handling_mistakes as m
from .card import CARD, NotEnough, balance, charged, issued, payers


class Store(MemoryStore):
    """A store of two cards in which others are quicker: right before our appends."""

    def __init__(self, amount: int, others: Iterable[int] = ()) -> None:
        super().__init__()
        super().append("another card", [issued(7)] * 3)
        super().append("card", [issued(amount)] if amount else [])
        self.others, self.batches, self.read_after = [*others], list[int](), list[int]()

    def append(self, stream: str, events: Iterable[Event], **options: Any) -> int:
        """Append, after somebody else has."""
        if self.others:
            amount = self.others.pop(0)
            step(f"before the append, another till charges {amount}")
            super().append(stream, [charged("other", amount)])
        batch = list(events)
        self.batches.append(len(batch))
        return super().append(stream, batch, **options)

    def read(self, stream: str, **options: Any) -> Iterator[Recorded]:
        """Read, and take note of what was really read."""
        for recorded in super().read(stream, **options):
            self.read_after.append(recorded.version)
            yield recorded


class BreaksOff(Store):
    """A store whose answer is lost: what was appended is there, and nobody says so."""

    def append(self, stream: str, events: Iterable[Event], **options: Any) -> int:
        """Append, and fail."""
        super().append(stream, events, **options)
        step("the events are appended, and the answer is lost: OSError")
        raise OSError("the connection is gone")


class Cache:
    """Snapshots: one that is there, and those that are saved."""

    def __init__(self, known: Snapshot | None = None, *, keeps: bool = True) -> None:
        self.known, self.saved = known, list[tuple[Any, Any, Any]]()
        self.keeps = keeps

    def load(self, stream: str) -> Snapshot | None:
        """Return the one that is there, which is of the card."""
        return self.known if stream == "card" else None

    def save(self, stream: str, version: Any, state: Any) -> None:
        """Take note."""
        self.saved.append((stream, version, state))
        self.known = Snapshot(version, state) if self.keeps else None


class Till:
    """The learner's function, a store and a cache; each call is a step."""

    def __init__(
        self,
        handle: Any,
        store: Store,
        known: Snapshot | None = None,
        decider: Decider[Any, int] = CARD,
        keeps: bool = True,
    ) -> None:
        self._handle, self.store, self._decider = handle, store, decider
        self.cache = Cache(known, keeps=keeps)
        step(f"a card with {balance(store)}, at version {len([*store.read('card')])}")
        if known:
            step(f"a snapshot: version {known.version}, balance {known.state}")
        self.store.read_after.clear()
        self.store.batches.clear()

    def pay(self, amount: int) -> Any:
        """Charge the card."""
        step(f'handle(store, "card", card, ("ada", {amount}), snapshots)')
        return self._handle(self.store, "card", self._decider, ("ada", amount), self.cache)

    def is_refused(self, amount: int, mistake: Mistake, conflict: Mistake | None = None) -> None:
        """Demand that the card refuses, and that nothing of it was appended."""
        before = payers(self.store)
        wanted = "NotEnough is raised, as decide does"
        try:
            found = self.pay(amount)
        except NotEnough:
            found = None
        except WrongVersion as error:
            raise Failure(wanted, describe(error), conflict or mistake) from None
        if payers(self.store).count("ada") > before.count("ada"):
            raise Failure(wanted, f"{amount} are charged", mistake)
        if found is not None:
            raise Failure(wanted, f"it returned {show(found)}", m.SWALLOWS_REFUSAL)

    def balance(self, wanted: int, too_low: Mistake | None = None) -> None:
        """Demand that so much is left."""
        if (found := balance(self.store)) != wanted:
            mistake = too_low if found < wanted else None
            raise Failure(f"a balance of {wanted}", f"a balance of {found}", mistake)
