"""What is tried on the learner's `Bus` when events cause events, and when things go wrong."""

from typing import Any

from eventlab.contracts.bus import bus as contract
from eventlab.course.mistakes import Mistake

from .bus import bus
from .handlers import Declined, Does, Interrupt, OutOfPaper, publishes, raises
from .promises import keeps
from .scene import Shop

WEAK_LAMBDA = Mistake(
    "weak-lambda",
    "The bus holds its handlers by weak references: one that nobody else keeps is forgotten.",
    "`weakref`: who else would keep a lambda alive?",
)
DEAF_AFTER_ERROR = Mistake(
    "deaf-after-an-error",
    "After a failure the bus believes that it is still delivering, and only enqueues.",
    "the way out of publish when something raises: what has to be in a `finally`?",
)
RECURSION = Mistake(
    "recursion",
    "An event published inside a handler overtakes the present one: publish calls itself.",
    "what publish does when it is called while it is delivering: enqueue, and return.",
)
LOSES_PRESENT = Mistake(
    "loses-the-present-event",
    "When a handler publishes, the handlers behind it miss the present event.",
    "what an inner publish changes that the outer one still needs.",
)
LOSES_CAUSED = Mistake(
    "loses-caused-events",
    "An event published inside a handler is never delivered.",
    "what publish does when it is called while it is delivering, and who looks there later.",
)
ONE_LEVEL = Mistake(
    "one-level-of-causes",
    "What a handler publishes is delivered, but not what that event causes in turn.",
    "how long the queue is worked off: once over what is in it, or until it is empty?",
)
LAST_IN_FIRST_OUT = Mistake(
    "last-in-first-out",
    "Of the events that wait, the newest is delivered first.",
    "the end at which you add to the queue, and the end at which you take.",
)
CAUSED_ERRORS_LOST = Mistake(
    "caused-errors-lost",
    "Errors in handling a caused event do not come out of the publish that set it off.",
    "which errors are collected: those of the first event, or of all that were delivered?",
)
STOPS_THE_QUEUE = Mistake(
    "error-stops-the-queue",
    "It raises while events still wait: they are delivered late, or never.",
    "when you raise: after the queue is empty, not after each event.",
)
DRAINS_BY_RECURSION = Mistake(
    "drains-by-recursion",
    "Every waiting event needs one call more inside the others: a long chain is too deep.",
    "whether a `while` over the queue could do what the recursive call does.",
)
DROPS_EQUAL = Mistake(
    "drops-equal-events",
    "It leaves out an event that was published before, as if that were a mistake.",
    "where you look whether an event is there already: who publishes it twice wants it twice.",
)
BREAKS_THE_CONTRACT = Mistake(
    "breaks-the-contract",
    "All that was tried before holds, but a promise of the contract for buses does not.",
    "what is different in these calls: more handlers, other types, another order?",
)


@bus.edge
def waits_its_turn(Bus: Any) -> None:
    """An event that is published inside a handler waits for its turn."""
    shop = Shop(Bus)
    shop.subscribe("Placed", "stock", publishes("Paid"))
    shop.subscribe("Placed", "charge")
    shop.subscribe("Paid", "mail")
    shop.publish("Placed")
    known = {
        "stock Placed, mail Paid, charge Placed": RECURSION,
        "stock Placed, charge Placed": LOSES_CAUSED,
        "stock Placed, mail Paid": LOSES_PRESENT,
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
        f"{first}, {second}": ONE_LEVEL,
        f"{first}, audit Mailed, {second}": LAST_IN_FIRST_OUT,
        f"stock Placed, audit Placed, {second}, mail Paid, audit Paid, audit Mailed": (
            LAST_IN_FIRST_OUT
        ),
    }
    shop.expect(f"{first}, {second}, audit Mailed", known)


@bus.edge
def the_same_event(Bus: Any) -> None:
    """An event that is published twice is delivered twice, also while it waits."""
    shop = Shop(Bus)
    paid = shop.event("Paid")
    twice = Does("publishes one and the same Paid twice", lambda *_: [*map(shop.again, [paid] * 2)])
    shop.subscribe("Placed", "stock", twice)
    shop.subscribe("Paid", "mail")
    shop.publish("Placed")
    shop.attempt("bus.publish(that Paid)", shop.again, paid)
    heard = ["stock Placed, mail Paid", *["mail Paid"] * 2]
    known = {", ".join(heard[:count]): DROPS_EQUAL for count in (1, 2)}
    shop.expect(", ".join(heard), known)


@bus.edge
def errors_of_caused_events(Bus: Any) -> None:
    """Errors in handling a caused event come out of the publish that set it off."""
    shop = Shop(Bus)
    shop.subscribe("Placed", "stock", publishes("Paid"))
    shop.subscribe("Paid", "mail", raises(OutOfPaper()))
    shop.publish("Placed")
    shop.expect("stock Placed, mail Paid")
    shop.expect_errors("publish", silent=CAUSED_ERRORS_LOST)


@bus.fault
def fails_after_publishing(Bus: Any) -> None:
    """A handler that publishes, then raises, loses neither event nor error."""
    shop = Shop(Bus)
    shop.subscribe("Placed", "stock", publishes("Paid"), raises(OutOfPaper()))
    shop.subscribe("Paid", "mail")
    shop.publish("Placed")
    shop.expect("stock Placed, mail Paid", {"stock Placed": STOPS_THE_QUEUE})
    shop.expect_errors("publish")


@bus.fault
def works_on(Bus: Any) -> None:
    """After a failure the bus works on, and raises the old errors no more."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail", raises(OutOfPaper()))
    shop.publish("Paid")
    shop.publish("Paid")
    shop.expect("mail Paid, mail Paid", {"mail Paid": DEAF_AFTER_ERROR})
    shop.expect_errors("the second publish")


@bus.fault
def interrupts_pass(Bus: Any) -> None:
    """Ctrl-C passes through as it is, also behind an error."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail", raises(OutOfPaper()))
    shop.subscribe("Paid", "stock", raises(Interrupt()))
    shop.subscribe("Paid", "charge")
    shop.publish("Paid")
    shop.expect_interrupt("mail Paid, stock Paid")


@bus.fault
def works_on_after_an_interrupt(Bus: Any) -> None:
    """After Ctrl-C the bus works on."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail", raises(Interrupt()))
    shop.subscribe("Shipped", "audit")
    shop.publish("Paid")
    shop.publish("Shipped")
    shop.expect("mail Paid, audit Shipped", {"mail Paid": DEAF_AFTER_ERROR})


@bus.fault
def no_old_errors_after_an_interrupt(Bus: Any) -> None:
    """What had failed before Ctrl-C is not raised by a later publish."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail", raises(OutOfPaper()))
    shop.subscribe("Paid", "stock", raises(Interrupt()))
    shop.subscribe("Shipped", "audit", raises(Declined()))
    shop.publish("Paid")
    shop.publish("Shipped")
    shop.expect("mail Paid, stock Paid, audit Shipped")
    shop.expect_errors("the second publish")


@bus.fault
def keeps_lambdas(Bus: Any) -> None:
    """A lambda that nobody else keeps is not forgotten."""
    keeps(Bus, "strong_references", WEAK_LAMBDA)


@bus.fault
def long_chains(Bus: Any) -> None:
    """A chain of 5,000 events, each caused by the last, needs no deep stack."""
    keeps(Bus, "long_chains", DRAINS_BY_RECURSION)


@bus.fault
def the_contract(Bus: Any) -> None:
    """The core cases of the package's own contract for a bus hold."""
    for case in contract.cases:
        if case.core:
            keeps(Bus, case.name, BREAKS_THE_CONTRACT)
