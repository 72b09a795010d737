"""What is tried on the learner's `Bus`: scenes tell the calls, mistakes name what is known."""

from typing import Any

from eventlab.course.grading import Failure, Task
from eventlab.course.shapes import is_class
from eventlab.course.telling import show

from . import mistakes as m
from .handlers import Declined, OutOfPaper, raises
from .scene import NOBODY, OTHER, Shop

bus = Task("03-bus", "Bus")


@bus.shape
def a_class(Bus: Any) -> None:
    """You hand in a class with subscribe and publish, and objects of it need no arguments."""
    is_class(Bus, "Bus", "subscribe(type, handler)", "publish(event)")
    Shop(Bus)


@bus.behaviour
def in_order(Bus: Any) -> None:
    """Handlers run in the order in which they subscribed, each once."""
    shop = Shop(Bus)
    for name in ("mail", "stock", "charge"):
        shop.subscribe("Paid", name)
    shop.publish("Paid")
    known = {
        NOBODY: m.DELIVERS_NOTHING,
        "mail Paid": m.LEAVES_EARLY,
        "charge Paid": m.ONE_PER_TYPE,
        "charge Paid, stock Paid, mail Paid": m.NEWEST_FIRST,
        "charge Paid, mail Paid, stock Paid": m.HANDLERS_IN_A_SET,
        OTHER: m.HANDS_OVER_SOMETHING_ELSE,
        "ValueError": m.RAISES_WITHOUT_ERRORS,
        "ExceptionGroup": m.RAISES_WITHOUT_ERRORS,
    }
    shop.expect("mail Paid, stock Paid, charge Paid", known)


@bus.behaviour
def only_its_type(Bus: Any) -> None:
    """A handler hears the events of its own type, and no others."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail")
    for type in ("Placed", "PaidBack", "PrePaid", "Paid"):
        shop.publish(type)
    everything = "mail Placed, mail PaidBack, mail PrePaid, mail Paid"
    known = {everything: m.IGNORES_THE_TYPE, "KeyError": m.NOBODY_FAILS}
    for part in ("PaidBack, mail ", "PrePaid, mail ", "PaidBack, mail PrePaid, mail "):
        known[f"mail {part}Paid"] = m.MATCHES_A_PART
    shop.expect("mail Paid", known)


@bus.behaviour
def star_hears_all(Bus: Any) -> None:
    """The type "*" hears every event, in its turn among the other subscribers."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail")
    shop.subscribe("*", "audit")
    shop.subscribe("Paid", "stock")
    shop.publish("Paid")
    shop.publish("Shipped")
    known = {
        "mail Paid, stock Paid": m.STAR_IS_A_NAME,
        "mail Paid, audit Paid, stock Paid": m.STAR_NEEDS_COMPANY,
        "mail Paid, stock Paid, audit Paid": m.STAR_NEEDS_COMPANY,
        "audit Paid, mail Paid, stock Paid": m.STAR_NEEDS_COMPANY,
        "mail Paid, stock Paid, audit Paid, audit Shipped": m.STAR_OUT_OF_PLACE,
        "audit Paid, mail Paid, stock Paid, audit Shipped": m.STAR_OUT_OF_PLACE,
    }
    shop.expect("mail Paid, audit Paid, stock Paid, audit Shipped", known)


@bus.behaviour
def star_was_there_first(Bus: Any) -> None:
    """The type "*" also hears a type that was first named after it, in its turn."""
    shop = Shop(Bus)
    shop.subscribe("*", "audit")
    shop.subscribe("Paid", "mail")
    shop.publish("Paid")
    later = dict.fromkeys(["mail Paid", "mail Paid, audit Paid"], m.STAR_MISSES_LATER)
    shop.expect("audit Paid, mail Paid", later)


@bus.behaviour
def goes_on(Bus: Any) -> None:
    """The handlers behind one that raises are called too."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail", raises(OutOfPaper()))
    shop.subscribe("Paid", "stock")
    shop.publish("Paid")
    shop.expect("mail Paid, stock Paid", {"mail Paid": m.FIRST_ERROR_STOPS_ALL})


@bus.behaviour
def one_group(Bus: Any) -> None:
    """In the end what was raised comes out of publish, all of it, as one ExceptionGroup."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail", raises(OutOfPaper()))
    shop.subscribe("Paid", "stock")
    shop.subscribe("Paid", "charge", raises(Declined()))
    shop.publish("Paid")
    shop.expect_errors("publish")


@bus.behaviour
def cancelling(Bus: Any) -> None:
    """cancel() on what subscribe returned ends that subscription, and no other."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail")
    bond = shop.subscribe("Paid", "stock", bond="bond")
    shop.subscribe("Paid", "charge")
    if not callable(getattr(bond, "cancel", None)):
        found = f"subscribe returned {show(bond)}"
        raise Failure("an object with the method cancel()", found, m.RETURNS_NO_SUBSCRIPTION)
    shop.cancel("bond")
    shop.publish("Paid")
    known = {
        "mail Paid, stock Paid, charge Paid": m.CANCEL_DOES_NOTHING,
        NOBODY: m.CANCELS_THE_TYPE,
        "mail Paid, stock Paid": m.CANCELS_ANOTHER,
        "stock Paid, charge Paid": m.CANCELS_ANOTHER,
    }
    shop.expect("mail Paid, charge Paid", known)
