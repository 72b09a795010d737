"""Five cases, each tried in three ways: a small shop runs, and what comes of it decides.

An event goes over a bus to whoever has subscribed, in this process and now. A queue keeps it for
one of its workers. A call runs the function and returns what it returns.
"""

import sqlite3
from collections.abc import Callable
from typing import Any, NamedTuple

from eventlab import Bus, Event, MemoryQueue, VirtualClock

WAYS = ("event", "queue", "call")


class Outcome(NamedTuple):
    """What came of it: whether it was as wanted, and in words."""

    fits: bool
    words: str


class Away(Exception):
    """Nobody answers."""


def _tell(way: str, function: Callable[[Event], Any]) -> tuple[Any, MemoryQueue]:
    """Hand one event to one function, in that way; return what is in hand then, and the queue."""
    queue, bus, event = MemoryQueue(clock=VirtualClock()), Bus(), Event("Told", {"order": 7})
    if way == "call":
        return function(event), queue
    if way == "queue":
        return queue.put(event), queue
    bus.subscribe("Told", function)
    return bus.publish(event), queue


def price(way: str) -> Outcome:
    """The page cannot be shown without what the tariff says."""
    answer, queue = _tell(way, lambda event: 5)
    if way == "call":
        return Outcome(answer == 5, f"the page shows a delivery for {answer}")
    late = ", and the question still waits for a worker" if queue.stats().ready else ""
    return Outcome(answer == 5, f"the page shows a delivery for {answer}{late}")


def save(way: str) -> Outcome:
    """Whoever puts the program together forgets the one function that saves the order."""
    parts: dict[str, Callable[[Event], Any]] = {}
    queue, bus, event = MemoryQueue(clock=VirtualClock()), Bus(), Event("OrderPlaced")
    try:
        if way == "call":
            parts["save"](event)
        for function in parts.values():
            bus.subscribe("OrderPlaced", function)
        if way == "event":
            bus.publish(event)
        elif way == "queue":
            queue.put(event)
    except KeyError:
        return Outcome(True, "somebody forgets that function, and the first order fails loudly")
    return Outcome(False, "somebody forgets that function: no error, and no order is saved")


def transfer(way: str) -> Outcome:
    """The account that the money goes to turns out to be closed."""
    db = sqlite3.connect(":memory:")
    db.executescript(
        "CREATE TABLE account (name TEXT, cents INTEGER CHECK (name != 'bob' OR cents = 0));"
        "INSERT INTO account VALUES ('ada', 10), ('bob', 0)"
    )

    def move(name: str, cents: int) -> None:
        db.execute("UPDATE account SET cents = cents + ? WHERE name = ?", (cents, name))

    def pay_in(event: Event) -> None:
        with db:
            move("bob", 10)

    try:
        with db:
            move("ada", -10)
            if way == "call":
                move("bob", 10)
        _, queue = _tell(way, pay_in)  # a fact, so it is told after the commit
        if delivery := queue.get():
            pay_in(delivery.event)
    except (sqlite3.IntegrityError, ExceptionGroup):
        pass
    total = db.execute("SELECT sum(cents) FROM account").fetchone()[0]
    db.close()
    return Outcome(total == 10, f"the other account is closed, and {total} of 10 cents are left")


def reactions(way: str) -> Outcome:
    """Three react, then a fourth wants to; the code that tells stays as it is."""
    reacted: list[str] = []
    names = ["stock", "mail", "points", "gifts"]
    handlers = [lambda event, name=name: reacted.append(name) for name in names]
    queue, bus = MemoryQueue(clock=VirtualClock()), Bus()
    if way == "call":
        for handler in handlers[:3]:  # the three that it was written with
            handler(Event("OrderPlaced"))
    elif way == "event":
        for handler in handlers:
            bus.subscribe("OrderPlaced", handler)
        bus.publish(Event("OrderPlaced"))
    else:
        queue.put(Event("OrderPlaced"))
        for handler in handlers:
            if delivery := queue.get():
                handler(delivery.event)
                queue.ack(delivery)
    return Outcome(reacted == names, f"with a newcomer, {len(reacted)} of 4 react to an order")


def letters(way: str) -> Outcome:
    """An order comes in at night; the printer is switched on in the morning."""
    printed: list[Event] = []
    night = [True]

    def print_letter(event: Event) -> None:
        if night:
            raise Away("the printer is off")
        printed.append(event)

    failed, queue = "", MemoryQueue(clock=VirtualClock())
    try:
        _, queue = _tell(way, print_letter)
    except (Away, ExceptionGroup):
        failed = ", and the order of the night failed"
    night.clear()
    queue.clock.advance(8 * 3600)
    if delivery := queue.get():
        print_letter(delivery.event)
    return Outcome(len(printed) == 1, f"in the morning {len(printed)} letters are printed{failed}")


CASES: dict[str, Callable[[str], Outcome]] = {
    "the page shows what the delivery will cost": price,
    "the checkout saves the order with one function, and nobody else cares": save,
    "money leaves one account and reaches another, in one database": transfer,
    "stock, mail and points each react to an order, and others will": reactions,
    "a letter for each order is printed by a machine that is off at night": letters,
}
