"""What is tried with streams and orders whose names are alike."""

from typing import Any

from eventlab import MemoryStore
from eventlab.aggregate import Snapshot
from eventlab.course.alike import NUMBERS, alike, tell_apart
from eventlab.course.grading import Failure
from eventlab.course.telling import step

from .card import CARD, issued
from .handling import handling
from .item import Item, received, released, reserved
from .stock import stock
from .storing import storing
from .trial import Trial


@storing.edge
def alike_streams(EventStore: Any) -> None:
    """Streams whose names are alike are streams of their own."""

    def each(*streams: str) -> None:
        trial = Trial(EventStore)
        for stream in streams:
            trial.same(trial.append(stream, "1"), 1, "version")
        for stream in streams:
            trial.same(len(trial.read(stream)), 1, "events in it")

    tell_apart(alike("card"), each)


@stock.edge
def alike_orders(decider: Any) -> None:
    """Orders whose numbers are alike get, and give back, each its own."""

    def each(*orders: int) -> None:
        past = [received(1000)]
        for order in orders:
            Item(decider, *past).when("reserve", order, 1).then(reserved(order, 1))
            past.append(reserved(order, 1))
        for order in orders:
            Item(decider, *past).when("release", order).then(released(order))
            past.append(released(order))

    tell_apart(NUMBERS, each)


class Shelf(dict[str, Snapshot]):
    """Snapshots of all streams."""

    def load(self, stream: str) -> Snapshot | None:
        """Return the one of this stream."""
        return self.get(stream)

    def save(self, stream: str, version: int, state: Any) -> None:
        """Keep it."""
        self[stream] = Snapshot(version, state)


@handling.edge
def alike_cards(handle: Any) -> None:
    """Cards whose names are alike are charged, and have their snapshot, each by itself."""

    def each(*cards: str) -> None:
        store, shelf = MemoryStore(), Shelf()
        for amount, card in enumerate(cards, start=100):
            store.append(card, [issued(amount)])
        for amount in (30, 20):
            for card in cards:
                step(f"handle(store, {card!r}, card, ('ada', {amount}), snapshots)")
                handle(store, card, CARD, ("ada", amount), shelf)
        for amount, card in enumerate(cards, start=50):
            if (left := CARD.fold(each.event for each in store.read(card))) != amount:
                raise Failure(f"{card} has {amount} left", f"it has {left}")
            if (saved := shelf.load(card)) != Snapshot(3, amount):
                raise Failure(f"a snapshot of {card} with {amount}", f"it is {saved}")

    tell_apart(alike("card", 30), each)
