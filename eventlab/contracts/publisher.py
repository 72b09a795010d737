"""The contract of a publisher, which names no receiver. `make(bus)` returns a function `act()`.

Each call of it does the publisher's work once, such as placing an order, and so publishes one event
on that bus. Of which type does not matter.
"""

import gc
import weakref
from typing import Any

from eventlab.bus import Bus
from eventlab.contracts import Contract, Make, raises, same

publisher = Contract("publisher")


class Reaction:
    """What reacts: it has a name, counts what it hears, and may fail."""

    def __init__(self, error: Exception | None = None) -> None:
        self.heard, self._error = 0, error

    def hear(self, event: Any) -> None:
        """Count the event, then fail if it shall."""
        self.heard += 1
        if self._error:
            raise self._error


@publisher.case(core=True)
def tells_whoever_listens(make: Make) -> None:
    """Whoever has subscribed hears of it, once; the publisher need not be told."""
    bus, reaction = Bus(), Reaction()
    act = make(bus)
    bus.subscribe("*", reaction.hear)
    act()
    same(reaction.heard, 1, "how often the listener heard")


@publisher.case(core=True)
def needs_nobody(make: Make) -> None:
    """Where nobody has subscribed, the work is done all the same."""
    make(Bus())()


@publisher.case(core=True)
def reactions_come_and_go(make: Make) -> None:
    """A reaction that is taken out hears nothing more, and one that comes in later does."""
    bus, early, late = Bus(), Reaction(), Reaction()
    act = make(bus)
    bond = bus.subscribe("*", early.hear)
    act()
    bond.cancel()
    bus.subscribe("*", late.hear)
    act()
    same([early.heard, late.heard], [1, 1], "how often the early and the late one heard")


@publisher.case(core=True)
def keeps_nobody(make: Make) -> None:
    """A reaction that was taken out is forgotten: the publisher keeps no reference to it."""
    bus, reaction = Bus(), Reaction()
    act = make(bus)
    bond = bus.subscribe("*", reaction.hear)
    act()
    bond.cancel()
    left = weakref.ref(reaction)
    del bond, reaction
    gc.collect()
    same(left() is None, True, "whether it is forgotten")


@publisher.case(core=True)
def speaks_on_its_bus(make: Make) -> None:
    """It publishes on the bus that it was given, and on no other."""
    bus, other, reaction = Bus(), Bus(), Reaction()
    act, _another = make(bus), make(other)
    other.subscribe("*", reaction.hear)
    act()
    same(reaction.heard, 0, "how often the other bus was used")


@publisher.case(core=True)
def failures_come_out(make: Make) -> None:
    """When a reaction fails, the others hear, and who asked for the work learns of it."""
    bus, broken, sound = Bus(), Reaction(ValueError("out of paper")), Reaction()
    act = make(bus)
    bus.subscribe("*", broken.hear)
    bus.subscribe("*", sound.hear)
    raises(ExceptionGroup, act)
    same(sound.heard, 1, "how often the other one heard")
