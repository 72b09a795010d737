"""What is tried on `handle`: a card, others who are quicker, and snapshots that may lie."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from eventlab import Decider, Event, MemoryStore, WrongVersion
from eventlab.aggregate import Snapshot
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.proving import prove
from eventlab.course.shapes import is_function
from eventlab.course.telling import describe, show, step
from eventlab.sim.report import Result
from eventlab.store import Recorded

from . import handling_mistakes as m
from .card import CARD, NotEnough, Payment, charged, evolve, issued, two_tills
from .till import BreaksOff, Cache, Store, Till

handling = Task("09-handle", "handle")

LOOK = "the step before the last append: what has it read by then, and which version does it say?"


@handling.shape
def a_function(handle: Any) -> None:
    """You hand in a function that takes store, stream, decider, command and snapshots."""
    is_function(handle, "handle(store, stream, decider, command, snapshots)")


@handling.behaviour
def appends(handle: Any) -> None:
    """What was decided is appended, and the stream's new version is returned."""
    till = Till(handle, Store(100), keeps=False)
    try:
        found = till.pay(30)
    except NotEnough as error:
        raise Failure("30 are charged", describe(error), m.NOT_ON_THE_PAST) from None
    till.balance(70, m.CHARGES_TWICE)
    if found != 2:
        raise Failure("2", f"it returned {show(found)}", m.RETURNS_ELSE)


@handling.behaviour
def on_the_past(handle: Any) -> None:
    """The command is decided on all that has happened; a refusal is passed on."""
    till = Till(handle, Store(100), keeps=False)
    till.pay(60)
    till.is_refused(60, m.NOT_ON_THE_PAST)


@handling.behaviour
def two_writers(handle: Any) -> None:
    """Two tills decide at once: wherever one stands still, the card is not overdrawn."""
    prove(_tills(handle, 60), _overdrawn(handle), copies=1, faults=["meanwhile"], look=LOOK)


@handling.behaviour
def both_fit(handle: Any) -> None:
    """Two tills decide at once, and there is enough for both: both payments are in the stream."""
    prove(_tills(handle, 40), lambda result: m.SWALLOWS, copies=1, faults=["meanwhile"], look=LOOK)


@handling.edge
def nothing_decided(handle: Any) -> None:
    """A command that leads to nothing appends nothing, and returns the version there is."""
    till = Till(handle, Store(100))
    found = till.pay(0)
    till.balance(100)
    if found != 1:
        raise Failure("1", f"it returned {show(found)}", m.RETURNS_ELSE)
    wrong = [saved for saved in till.cache.saved if saved != ("card", 1, 100)]
    if wrong:
        raise Failure("save('card', 1, 100)", f"save{wrong[0]}", m.SAVES_OLD)


@handling.edge
def own_beginning(handle: Any) -> None:
    """It begins as the decider says, also where that is not 0."""
    credit = Decider(lambda: 50, CARD.decide, evolve)
    till = Till(handle, Store(0), decider=credit)
    try:
        till.pay(30)
    except NotEnough as error:
        happened = f"{describe(error)}; decider.initial() is 50"
        raise Failure("30 are charged", happened, m.OWN_START) from None


@handling.edge
def all_at_once(handle: Any) -> None:
    """All events of a command are appended by one append: all of them or none."""
    several: Decider[Any, int] = Decider(int, lambda _, left: [charged("ada", 1)] * 3, evolve)
    till = Till(handle, Store(100), decider=several)
    till.pay(3)
    till.balance(97)
    if (found := till.store.batches) != [3]:
        raise Failure("one append of 3 events", f"appends of {found}", m.ONE_BY_ONE)


@handling.edge
def stale(handle: Any) -> None:
    """From a stale snapshot it reads on: what came later counts."""
    store = Store(100)
    store.append("card", [charged("ada", 60)])
    till = Till(handle, store, Snapshot(1, 100))
    till.is_refused(60, m.AS_TRUTH)
    till.pay(30)
    till.balance(10)


@handling.edge
def not_again(handle: Any) -> None:
    """What a good snapshot knows is not read again: not more than its last event."""
    for version, left in ((5, 20), (6, 0)):
        store = Store(100)
        store.append("card", [charged("ada", 20)] * 5)
        till = Till(handle, store, Snapshot(version, left))
        till.pay(0)
        if (least := min(store.read_after, default=9)) < version:
            wanted, happened = f"no event below version {version} is read", f"{least} was read"
            raise Failure(wanted, happened, m.IGNORES_SNAPSHOT)


@handling.edge
def saved(handle: Any) -> None:
    """After an append the new state is saved, with the new version."""
    for payments in (1, 3):
        several: Decider[Any, int] = Decider(int, lambda who, _: [charged(*who)] * payments, evolve)
        till = Till(handle, Store(100), decider=several)
        till.pay(20)
        wanted = ("card", 1 + payments, 100 - 20 * payments)
        if till.cache.saved[-1:] != [wanted]:
            saved = till.cache.saved[-1:]
            happened = f"save{saved[0]}" if saved else "nothing is saved"
            raise Failure(f"save{wanted}", happened, m.SAVES_OLD if saved else m.NEVER_SAVES)


@handling.edge
def decided_one_by_one(handle: Any) -> None:
    """What decide returns may be a generator: one can go through it once."""
    one_by_one: Decider[Any, int] = Decider(
        int, lambda who, _: (charged(*who) for _ in range(2)), evolve
    )
    till = Till(handle, Store(100), decider=one_by_one)
    till.pay(20)
    till.balance(60)
    if (saved := till.cache.saved[-1:]) != [("card", 3, 60)]:
        raise Failure("save('card', 3, 60)", f"save{saved[0]}", m.ONCE_ONLY)


@handling.fault
def from_the_future(handle: Any) -> None:
    """A snapshot of a version that the stream does not have is left out."""
    till = Till(handle, Store(100), Snapshot(9, 1000))
    till.is_refused(500, m.FUTURE_SNAPSHOT)
    Till(handle, Store(0), Snapshot(2, 1000)).is_refused(500, m.FUTURE_SNAPSHOT)
    try:
        till.pay(60)
    except WrongVersion as error:
        raise Failure("60 are charged", describe(error), m.FUTURE_SNAPSHOT) from None
    till.balance(40)


@handling.fault
def refused_by_the_future(handle: Any) -> None:
    """Nothing is refused by a snapshot of a version that the stream does not have."""
    till = Till(handle, Store(100), Snapshot(9, 0))
    try:
        till.pay(60)
    except NotEnough as error:
        raise Failure("60 are charged", describe(error), m.FUTURE_SNAPSHOT) from None
    till.balance(40)


@handling.fault
def only_what_is_appended(handle: Any) -> None:
    """What was not appended is in no snapshot."""
    till = Till(handle, Store(100, others=[1] * 40))
    with suppress(WrongVersion, NotEnough):
        till.pay(60)
    for _, version, state in till.cache.saved:
        known = CARD.fold(each.event for each in till.store.read("card", limit=version))
        if state != known:
            wanted = f"no snapshot, or one that is right: version {version}, {known}"
            raise Failure(wanted, f"save('card', {version}, {state})", m.SAVES_FIRST)


@handling.fault
def decides_again(handle: Any) -> None:
    """When another till was quicker, it decides again on what is there by then."""
    till = Till(handle, Store(100, others=[60]), Snapshot(1, 100))
    till.is_refused(60, m.FIRST_DECISION, conflict=m.GIVES_UP)


@handling.fault
def three_times(handle: Any) -> None:
    """It decides three times at most; then WrongVersion is passed on."""
    till = Till(handle, Store(100, others=[1, 1]))
    try:
        till.pay(60)
    except WrongVersion as error:
        raise Failure("60 are charged at the third time", describe(error), m.GIVES_UP) from None
    till = Till(handle, Store(100, others=[1] * 40))
    happened = ""
    with suppress(WrongVersion):
        happened = f"it returned {show(till.pay(50))}"
    if (tries := len(till.store.batches)) != 3:
        known = m.GIVES_UP if tries < 3 else m.FOR_EVER if tries > 40 else m.COUNTS_RETRIES
        raise Failure("3 appends", f"{tries} appends", known)
    if happened:
        raise Failure("WrongVersion is raised", happened, m.SWALLOWS)


@handling.fault
def after_nothing(handle: Any) -> None:
    """A command that led to nothing in a new stream does not stand in the way of the next one."""
    till = Till(handle, Store(0))
    till.pay(0)
    till.store.append("card", [issued(100)])
    step("another till: the card is issued with 100")
    try:
        till.pay(30)
    except (ValueError, NotEnough, WrongVersion) as error:
        raise Failure("30 are charged", describe(error), m.OF_NOTHING) from None
    till.balance(70)


@handling.fault
def unsure(handle: Any) -> None:
    """Where an append breaks off, it may have been done: the error is passed on, no second try."""
    till = Till(handle, BreaksOff(100))
    wanted = "OSError is passed on, after one append"
    try:
        happened = f"it returned {show(till.pay(30))}"
    except OSError:
        happened = ""
    if (tries := len(till.store.batches)) != 1:
        raise Failure(wanted, f"{tries} appends", m.RETRIES_ALL)
    if happened:
        raise Failure(wanted, happened, m.SWALLOWS)


@handling.fault
def refused_at_once(handle: Any) -> None:
    """What decide refuses is passed on at once: decide is not asked again."""
    asked: list[int] = []

    def counting(payment: Payment, left: int) -> list[Event]:
        asked.append(left)
        return CARD.decide(payment, left)

    Till(handle, Store(100), decider=Decider(int, counting, evolve)).is_refused(500, m.ASKS_AGAIN)
    if len(asked) > 1:
        raise Failure("decide is asked once", f"it is asked {len(asked)} times", m.ASKS_AGAIN)


def _tills(handle: Any, amount: int) -> Any:
    def shop() -> MemoryStore:
        store = MemoryStore()
        store.append("card", [issued(100)])
        return store

    def pay(event: Event, store: Any, snapshots: Any) -> None:
        try:
            handle(store, "card", CARD, (event.id, amount), snapshots)
        except NotEnough:
            return  # the customer is told

    return two_tills(pay, amount, {"store": shop, "snapshots": _forgets})


def _forgets() -> Cache:
    return Cache(keeps=False)


def _overdrawn(handle: Any) -> Callable[[Result], Mistake]:
    """Return what says why: is what was decided appended more often than it is decided?"""

    def diagnose(result: Result) -> Mistake:
        store, decided = Store(100, others=[1]), []

        def counting(payment: Payment, left: int) -> list[Event]:
            decided.append(left)
            return CARD.decide(payment, left)

        with suppress(WrongVersion):
            handle(store, "card", Decider(int, counting, evolve), ("ada", 60), _forgets())
        kept = len(store.batches) > len(decided)
        return m.FIRST_DECISION if kept else m.WRITES_BLINDLY

    return diagnose
