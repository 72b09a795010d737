"""The contract of handling commands. `make()` returns a function to be called as
`handle(store, stream, decider, command)`.

The features are "attempts" for `handle(…, attempts=…)`, "upcast" for `handle(…, upcast=…)`,
"snapshots" for `handle(…, snapshots=…)`, and "told" for what it says of a decider's mistakes.
"""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from functools import partial
from typing import Any

from eventlab.aggregate import Decider, Snapshot
from eventlab.contracts import Contract, Make, raises, same
from eventlab.event import Event
from eventlab.memory_store import MemoryStore
from eventlab.store import WrongVersion

decider = Contract("decider")

STREAM = "account/7"


def paid(amount: int) -> Event:
    """Return what happens when somebody pays in."""
    return Event("PaidIn", {"amount": amount})


def decide(amount: int, balance: int) -> list[Event]:
    """Pay in or out; 0 changes nothing; what is not there cannot be paid out."""
    if balance + amount < 0:
        raise LookupError(f"only {balance} are there")
    return [paid(amount)] if amount else []


def evolve(balance: int, event: Event) -> int:
    """Return the balance after the event."""
    return balance + int(event.data["amount"])


ACCOUNT: Decider[int, int] = Decider(int, decide, evolve)


def returns(value: Any, *_: Any) -> Any:
    """Return the value, whatever it is called with."""
    return value


def growing(amounts: list[int], event: Event) -> list[int]:
    """Return the amounts so far, in the list that was given."""
    amounts.append(event.data["amount"])
    return amounts


def start(*amounts: int) -> MemoryStore:
    """Make a store in which so much was paid in."""
    store = MemoryStore()
    store.append(STREAM, map(paid, amounts))
    return store


def amounts(store: MemoryStore) -> list[int]:
    """Return what was paid in and out."""
    return [recorded.event.data["amount"] for recorded in store.read(STREAM)]


class Overtaken(MemoryStore):
    """A store in which others append, right before so many of our appends."""

    def __init__(self, *amounts: int, others: Iterable[int]) -> None:
        super().__init__()
        super().append(STREAM, map(paid, amounts))
        self.others = list(others)

    def append(self, stream: str, events: Iterable[Event], **options: Any) -> int:
        """Append, after somebody else has."""
        if self.others:
            super().append(stream, [paid(self.others.pop(0))])
        return super().append(stream, events, **options)


class Remembers:
    """A cache that gives out one snapshot, and takes note of what is saved."""

    def __init__(self, version: int, state: Any) -> None:
        self.snapshot, self.saved = Snapshot(version, state), list[tuple[Any, ...]]()

    def load(self, stream: str) -> Snapshot | None:
        """Return it, with a state of its own."""
        return deepcopy(self.snapshot) if stream == STREAM else None

    def save(self, stream: str, version: int, state: Any) -> None:
        """Take note."""
        self.saved.append((stream, version, state))


@decider.case(core=True)
def first_command(make: Make) -> None:
    """On a stream that does not exist, a command is decided on the initial state."""
    store = MemoryStore()
    make()(store, STREAM, ACCOUNT, 5)
    same(amounts(store), [5], "the stream")


@decider.case(core=True)
def decided_on_the_past(make: Make) -> None:
    """A command is decided on all that has happened, in order."""
    store = start(5, 7)
    words: Decider[str, str] = Decider(
        str,
        lambda text, state: [Event("PaidIn", {"amount": state + text})],
        lambda state, event: f"{state}{event.data['amount']} ",
    )
    make()(store, STREAM, words, "now")
    same(amounts(store)[-1], "5 7 now", "what was decided on")


@decider.case(core=True)
def refused(make: Make) -> None:
    """A command that decide refuses raises its error, and appends nothing."""
    store = start(5)
    raises(LookupError, make(), store, STREAM, ACCOUNT, -6)
    same(amounts(store), [5], "the stream")


@decider.case(core=True)
def overtaken(make: Make) -> None:
    """If others append meanwhile, it decides anew on what is there by then."""
    store = Overtaken(5, others=[-3])
    raises(LookupError, make(), store, STREAM, ACCOUNT, -4)
    same(amounts(store), [5, -3], "the stream: 2 are left, and 4 were wanted")


@decider.case(core=True)
def overtaken_and_fine(make: Make) -> None:
    """If others append meanwhile and the command still fits, it is appended behind theirs, once."""
    store = Overtaken(5, others=[-1])
    make()(store, STREAM, ACCOUNT, -4)
    same(amounts(store), [5, -1, -4], "the stream")


@decider.case(core=True)
def gives_up(make: Make) -> None:
    """If others append each time, it gives up with WrongVersion in the end, not never."""
    store = Overtaken(5, others=[1] * 500)
    raises(WrongVersion, make(), store, STREAM, ACCOUNT, 2)
    same(2 in amounts(store), False, "whether its event is in the stream")


@decider.case(core=True)
def nothing_decided(make: Make) -> None:
    """A command that leads to nothing appends nothing, and is no error."""
    store = start(5)
    make()(store, STREAM, ACCOUNT, 0)
    same(amounts(store), [5], "the stream")


@decider.case(core=True)
def several_events(make: Make) -> None:
    """All events of a command are appended, in order, by one append."""
    store, sizes = MemoryStore(), list[int]()
    append = store.append

    def counting(stream: str, events: Iterable[Event], **options: Any) -> int:
        batch = list(events)
        sizes.append(len(batch))
        return append(stream, batch, **options)

    store.append = counting  # type: ignore[method-assign]
    make()(store, STREAM, replace(ACCOUNT, decide=lambda *_: [paid(1), paid(2)]), "both")
    same((amounts(store), sizes), ([1, 2], [2]), "the stream, and the sizes of the appends")


@decider.case()
def streams_apart(make: Make) -> None:
    """What a decider changes in its state does not reach another stream, nor the next command."""
    store, handle = MemoryStore(), make()
    counts: Decider[int, list[int]] = Decider(list, lambda _, found: [paid(len(found))], growing)
    for stream in ("a", "b", "a"):
        handle(store, stream, counts, 1)
    counted = [recorded.event.data["amount"] for recorded in store.read_all()]
    same(counted, [0, 0, 1], "how many events each decision has seen")


@decider.case(needs=["attempts"])
def as_often_as_asked(make: Make) -> None:
    """With attempts=n it decides at most n times, and n below 1 is refused."""
    tries = iter(range(100))

    def counting(amount: int, balance: int) -> list[Event]:
        next(tries)
        return [paid(amount)]

    decides, store = replace(ACCOUNT, decide=counting), Overtaken(5, others=[1] * 9)
    raises(WrongVersion, make(), store, STREAM, decides, 2, attempts=4)
    same(next(tries), 4, "how often it decided")
    raises(ValueError, make(), start(), STREAM, ACCOUNT, 2, attempts=0)


@decider.case(needs=["upcast"])
def upcast_on_reading(make: Make) -> None:
    """Old events are folded in their newest form, and stay as they are in the store."""
    store = MemoryStore()
    store.append(STREAM, [Event("PaidIn", {"cents": 500})])

    def upcast(event: Event) -> Event:
        if "cents" not in event.data:
            return event
        return replace(event, data={"amount": event.data["cents"] // 100})

    make()(store, STREAM, ACCOUNT, -5, upcast=upcast)
    found = [dict(recorded.event.data) for recorded in store.read(STREAM)]
    same(found, [{"cents": 500}, {"amount": -5}], "the stream")


@decider.case(needs=["told"])
def no_list(make: Make) -> None:
    """A decide that returns None, or a bare event, is told so, and nothing is appended."""
    for wrong in (None, paid(5)):
        store, careless = start(5), Decider[int, int](int, partial(returns, wrong), evolve)
        raises(TypeError, make(), store, STREAM, careless, 1)
        same(amounts(store), [5], "the stream")


@decider.case(needs=["snapshots"])
def from_a_snapshot(make: Make) -> None:
    """From a snapshot on, only what came later is folded; in the end the new state is saved."""
    store, folded = start(5, 7, 9), list[int]()

    def noting(balance: int, event: Event) -> int:
        folded.append(event.data["amount"])
        return evolve(balance, event)

    cache = Remembers(1, 5)
    make()(store, STREAM, replace(ACCOUNT, evolve=noting), -20, snapshots=cache)
    same(folded[:2], [7, 9], "the first events that were folded")
    same(cache.saved, [(STREAM, 4, 1)], "what was saved")


@decider.case(needs=["snapshots"])
def snapshot_of_the_future(make: Make) -> None:
    """A snapshot of a version that the stream does not have, as after a restore, is left out."""
    store = start(5)
    make()(store, STREAM, ACCOUNT, -4, snapshots=Remembers(9, 0))
    same(amounts(store), [5, -4], "the stream")
    raises(LookupError, make(), store, STREAM, ACCOUNT, -2, snapshots=Remembers(9, 1000))


@decider.case(needs=["snapshots"])
def snapshot_and_overtaken(make: Make) -> None:
    """When others append meanwhile, it reads on from the snapshot, unspoiled by the first try."""
    store, cache = Overtaken(5, 7, others=[1]), Remembers(1, [5])
    sums: Decider[str, list[int]] = Decider(list, lambda _, found: [paid(sum(found))], growing)
    make()(store, STREAM, sums, "sum", snapshots=cache)
    same(amounts(store), [5, 7, 1, 13], "the stream, which ends with the sum of what was before")
