"""What is tried on the learner's `Bus` when events cause events, and when things go wrong."""

from typing import Any

from eventlab.contracts.bus import bus as contract

from . import mistakes as m
from .bus import bus
from .handlers import Interrupt, OutOfPaper, publishes, raises
from .scene import Shop, keeps


@bus.edge
def waits_its_turn(Bus: Any) -> None:
    """An event published inside a handler waits until the present one has reached everybody."""
    shop = Shop(Bus)
    shop.subscribe("Placed", "stock", publishes("Paid"))
    shop.subscribe("Placed", "charge")
    shop.subscribe("Paid", "mail")
    shop.publish("Placed")
    known = {
        "stock Placed, mail Paid, charge Placed": m.RECURSION,
        "stock Placed, charge Placed": m.LOSES_CAUSED,
        "stock Placed, mail Paid": m.LOSES_PRESENT,
    }
    shop.expect("stock Placed, charge Placed, mail Paid", known)


@bus.edge
def in_the_order_of_publishing(Bus: Any) -> None:
    """Events that wait are delivered in the order in which they were published."""
    shop = Shop(Bus)
    shop.subscribe("Placed", "stock", publishes("Paid", "Packed"))
    shop.subscribe("Paid", "mail", publishes("Mailed"))
    shop.subscribe("*", "audit")
    shop.publish("Placed")
    first, second = "stock Placed, audit Placed, mail Paid, audit Paid", "audit Packed"
    known = {
        f"{first}, {second}": m.ONE_LEVEL,
        f"{first}, audit Mailed, {second}": m.LAST_IN_FIRST_OUT,
        f"stock Placed, audit Placed, {second}, mail Paid, audit Paid, audit Mailed": (
            m.LAST_IN_FIRST_OUT
        ),
    }
    shop.expect(f"{first}, {second}, audit Mailed", known)


@bus.edge
def errors_of_caused_events(Bus: Any) -> None:
    """Errors in handling a caused event come out of the publish that set it off."""
    shop = Shop(Bus)
    shop.subscribe("Placed", "stock", publishes("Paid"))
    shop.subscribe("Paid", "mail", raises(OutOfPaper()))
    shop.publish("Placed")
    shop.expect("stock Placed, mail Paid")
    shop.expect_errors("publish", silent=m.CAUSED_ERRORS_LOST)


@bus.fault
def fails_after_publishing(Bus: Any) -> None:
    """A handler that publishes and then raises loses neither the event nor the error."""
    shop = Shop(Bus)
    shop.subscribe("Placed", "stock", publishes("Paid"), raises(OutOfPaper()))
    shop.subscribe("Paid", "mail")
    shop.publish("Placed")
    shop.expect("stock Placed, mail Paid", {"stock Placed": m.STOPS_THE_QUEUE})
    shop.expect_errors("publish")


@bus.fault
def works_on(Bus: Any) -> None:
    """After a failure the bus delivers the next event, and raises the old errors no more."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail", raises(OutOfPaper()))
    shop.publish("Paid")
    shop.publish("Paid")
    shop.expect("mail Paid, mail Paid", {"mail Paid": m.DEAF_AFTER_ERROR})
    shop.expect_errors("the second publish")


@bus.fault
def interrupts_pass(Bus: Any) -> None:
    """Ctrl-C passes through at once and as it is, and the bus works on afterwards."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail", raises(Interrupt()))
    shop.subscribe("Paid", "stock")
    shop.subscribe("Shipped", "audit")
    shop.publish("Paid")
    shop.expect_interrupt("mail Paid")
    shop.publish("Shipped")
    shop.expect("mail Paid, audit Shipped", {"mail Paid": m.DEAF_AFTER_ERROR})


@bus.fault
def keeps_lambdas(Bus: Any) -> None:
    """A lambda that nobody else keeps is not forgotten."""
    keeps(Bus, "strong_references", m.WEAK_LAMBDA)


@bus.fault
def long_chains(Bus: Any) -> None:
    """A chain of 5,000 events, each caused by the last, needs no deep stack."""
    keeps(Bus, "long_chains", m.DRAINS_BY_RECURSION)


@bus.fault
def the_contract(Bus: Any) -> None:
    """The core cases of the package's own contract for a bus hold."""
    for case in contract.cases:
        if case.core:
            keeps(Bus, case.name)
