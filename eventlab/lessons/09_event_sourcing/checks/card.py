"""A gift card: the decider that the checks pay with, and two tills in the simulator."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from eventlab import Decider, Event
from eventlab.sim import History, Property, Scenario, conserved
from eventlab.sim.checkers import Finding
from eventlab.sim.history import STATE
from eventlab.store import EventStore, Recorded

Payment = tuple[str, int]  # who pays, and how much


class NotEnough(LookupError):
    """Refuses a payment."""


def decide(payment: Payment, balance: int) -> list[Event]:
    """Charge the card, if there is enough; 0 leads to nothing."""
    who, amount = payment
    if amount > balance:
        raise NotEnough(f"{amount} are wanted, and {balance} are there")
    return [charged(who, amount)] if amount else []


def evolve(balance: int, event: Event) -> int:
    """Return the balance after the event."""
    return balance + int(event.data["amount"])


CARD: Decider[Payment, int] = Decider(int, decide, evolve)


def issued(amount: int) -> Event:
    """Return how a card begins."""
    return Event("CardIssued", {"amount": amount}, id=f"issued-{amount}")


def charged(who: str, amount: int) -> Event:
    """Return a payment."""
    return Event("CardCharged", {"by": who, "amount": -amount})


def balance(store: EventStore) -> int:
    """Return what is on the card."""
    return CARD.fold(recorded.event for recorded in store.read("card"))


def debt(store: EventStore) -> int:
    """Return by how much the card is overdrawn."""
    return max(0, -balance(store))


def payers(store: EventStore) -> tuple[str, ...]:
    """Return who has paid, once for each time."""
    found = (recorded.event.data.get("by") for recorded in store.read("card"))
    return tuple(sorted(filter(None, found)))


def never_overdrawn() -> Property:
    """Return the property that no more is charged than there is."""
    return replace(conserved("debt", 0), words="the card is never overdrawn")


def both_once() -> Property:
    """Return the property that in the end both have paid, each once."""

    def find(history: History) -> Finding | None:
        last = [op.value for op in history.ops if op.kind == STATE and op.subject == "payers"][-1]
        wanted = tuple(sorted(history.attempted))
        told = ", ".join(last) or "nobody"
        return None if last == wanted else Finding(f"the card was charged by: {told}")

    return Property("each payment is charged once", find, STATE)


def two_tills(pay: Any, amount: int, offers: Mapping[str, Callable[[], Any]]) -> Scenario:
    """Return two tills that charge a card of 100 with so much each: `pay(event, store, …)`."""
    wishes = [Event("PaymentRequested", id=id) for id in "AB"]
    properties = [never_overdrawn()] if amount > 50 else [both_once()]
    views = {"debt": debt} if amount > 50 else {"payers": payers}
    return Scenario("two tills", pay, wishes, offers=offers, observe=views, properties=properties)


def told(found: Iterable[Recorded], most: int = 50) -> Iterator[str]:
    """Yield what was read as "id@version"; not without an end."""
    for number, each in enumerate(found):
        if number == most:
            break
        yield f"{each.event.id}@{each.version}"
