"""Wrong publishers. Each places an order; what it tells of that is wrong in one way."""

from contextlib import suppress
from functools import partial

from eventlab import Event
from mutants import Mutants

MUTANTS = Mutants()


class Checkout:
    def __init__(self, bus):
        self.bus = bus

    def place(self):
        self.bus.publish(Event("OrderPlaced"))


IMPLEMENTATIONS = {
    "method": lambda bus: Checkout(bus).place,
    "partial": lambda bus: partial(bus.publish, Event("OrderPlaced")),
}


@MUTANTS.rejected_by("tells_whoever_listens", "reactions_come_and_go", "failures_come_out")
def calls_directly(bus):
    """It calls whom it knows, and the bus is idle."""
    done = []
    return lambda: done.append("stock")


@MUTANTS.rejected_by("tells_whoever_listens", "reactions_come_and_go")
def gives_orders(bus):
    """It publishes a command for each of three receivers."""

    def place():
        for type in ("ReserveItem", "SendReceipt", "AddPoints"):
            bus.publish(Event(type))

    return place


@MUTANTS.rejected_by("needs_nobody", "speaks_on_its_bus")
def needs_a_listener(bus):
    """It refuses to work where nobody listens."""

    def place():
        if not bus._subscriptions:
            raise LookupError("nobody reserves the goods")
        bus.publish(Event("OrderPlaced"))

    return place


@MUTANTS.rejected_by("reactions_come_and_go", "keeps_nobody")
def keeps_observers(bus):
    """An Observer: it keeps whoever listened at the first order."""
    observers = []

    def place():
        errors = []
        if not observers:
            observers.extend(bond.handler for bond in bus._subscriptions)
        for observer in observers:
            try:
                observer(Event("OrderPlaced"))
            except Exception as error:
                errors.append(error)
        if errors:
            raise ExceptionGroup("observers failed", errors)

    return place


@MUTANTS.rejected_by("keeps_nobody")
def remembers_who_heard(bus):
    """It writes down who was there, and never forgets."""
    heard = []

    def place():
        heard.extend(bond.handler for bond in bus._subscriptions)
        bus.publish(Event("OrderPlaced"))

    return place


class _Shared:
    bus = None


@MUTANTS.rejected_by("speaks_on_its_bus")
def speaks_on_the_last_bus(bus):
    """The bus is kept for all checkouts in one place."""
    _Shared.bus = bus
    return lambda: _Shared.bus.publish(Event("OrderPlaced"))


@MUTANTS.rejected_by("failures_come_out")
def swallows(bus):
    """It catches what the reactions raise."""

    def place():
        with suppress(Exception):
            bus.publish(Event("OrderPlaced"))

    return place
