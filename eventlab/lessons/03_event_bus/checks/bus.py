"""What is tried on the learner's `Bus`: scenes tell the calls, mistakes name what is known."""

from typing import Any

from eventlab.course import telling
from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.shapes import is_class
from eventlab.course.telling import show

from . import mistakes as m
from .handlers import Declined, OutOfPaper, raises
from .scene import NOBODY, OTHER, Shop

bus = Task("03-bus", "Bus")

ONE_PER_TYPE = Mistake(
    "one-handler-per-type",
    "A new handler takes the place of the one before it.",
    "what stands under a type: one handler, or a list of them?",
)
IGNORES_THE_TYPE = Mistake(
    "ignores-the-type",
    "Every handler hears every event.",
    "where publish compares the event's type with the one that was subscribed.",
)
COMPARES_BY_IS = Mistake(
    "compares-by-identity",
    "Types are compared with `is`: the same text can be two objects, and then nobody hears it.",
    "how the types are compared: `==` asks whether two texts are the same.",
)
MATCHES_A_PART = Mistake(
    "matches-a-part",
    "A type that only begins with, or contains, the subscribed one counts as the same.",
    "how the types are compared: `in` and `startswith` find parts of a text.",
)
NOBODY_FAILS = Mistake(
    "fails-without-subscribers",
    "publish fails when nobody has subscribed to the event's type.",
    "what your container does when it is asked for a type that it has never seen.",
)
STAR_IS_A_NAME = Mistake(
    "star-is-only-a-name",
    'The type "*" is taken for a name like any other, so nobody ever publishes it.',
    'who must be called for an event: those of its type, and those of "*".',
)
STAR_OUT_OF_PLACE = Mistake(
    "star-out-of-place",
    'The handlers of "*" are called before or after all others, not in their turn.',
    "whether one list in the order of subscription would do, whatever the types are.",
)
STAR_NEEDS_COMPANY = Mistake(
    "star-needs-company",
    'A handler of "*" misses the events that nobody else has subscribed to.',
    'where publish gives up early because a type is not known: "*" hears that one too.',
)
STAR_MISSES_LATER = Mistake(
    "star-misses-later-types",
    'A handler of "*" misses, or hears out of turn, a type that was first named after it.',
    'what happens in subscribe when a type is new: who listens to "*" hears it already.',
)
DEAF_AFTER_FIRST = Mistake(
    "deaf-after-the-first-event",
    "The first event is delivered, and none after it.",
    "what publish remembers while it delivers, and where it forgets that again.",
)
RETURNS_NO_SUBSCRIPTION = Mistake(
    "subscribe-returns-nothing",
    "subscribe gives back nothing that could be cancelled.",
    "the last line of subscribe: `return` an object that has the method cancel().",
)
CANCELS_THE_TYPE = Mistake(
    "cancel-ends-the-type",
    "One cancel() ends the subscriptions of all who listen to that type.",
    "what cancel() removes: the whole entry of the type, or one subscription in it?",
)
DELIVERS_AGAIN = Mistake(
    "delivers-again",
    "Events that were delivered are delivered again with the next one.",
    "when an event leaves the queue.",
)


@bus.shape
def a_class(Bus: Any) -> None:
    """You hand in a class with subscribe and publish."""
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
        "charge Paid": ONE_PER_TYPE,
        "charge Paid, stock Paid, mail Paid": m.NEWEST_FIRST,
        "charge Paid, mail Paid, stock Paid": m.HANDLERS_IN_A_SET,
        OTHER: m.HANDS_OVER_SOMETHING_ELSE,
        "ValueError": m.RAISES_WITHOUT_ERRORS,
        "ExceptionGroup": m.RAISES_WITHOUT_ERRORS,
    }
    shop.expect("mail Paid, stock Paid, charge Paid", known)


@bus.behaviour
def each_event_once(Bus: Any) -> None:
    """Every event is delivered, and once."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail")
    shop.publish("Paid")
    shop.publish("Paid")
    thrice = "mail Paid, mail Paid, mail Paid"
    known = {"mail Paid": DEAF_AFTER_FIRST, thrice: DELIVERS_AGAIN}
    shop.expect("mail Paid, mail Paid", known)


@bus.behaviour
def equal_types(Bus: Any) -> None:
    """Two types are the same when their texts are equal."""
    shop = Shop(Bus)
    shop.subscribe("".join(["Pa", "id"]), "mail")  # a text object of its own
    shop.publish("Paid")
    shop.expect("mail Paid", {NOBODY: COMPARES_BY_IS})


@bus.behaviour
def only_its_type(Bus: Any) -> None:
    """A handler hears the events of its own type, and no others."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail")
    for type in ("Placed", "PaidBack", "PrePaid", "Paid"):
        shop.publish(type)
    everything = "mail Placed, mail PaidBack, mail PrePaid, mail Paid"
    known = {everything: IGNORES_THE_TYPE, "KeyError": NOBODY_FAILS}
    for part in ("PaidBack, mail ", "PrePaid, mail ", "PaidBack, mail PrePaid, mail "):
        known[f"mail {part}Paid"] = MATCHES_A_PART
    shop.expect("mail Paid", known)


@bus.behaviour
def all_of_its_type(Bus: Any) -> None:
    """Two types are the same if all of the one is all of the other."""
    for own, other in (("OrderPaid", "OrderPaidBack"), ("OrderPaid", "PreOrderPaid"), ("P", "p")):
        telling.now.steps.clear()  # a new bus is a new story
        shop = Shop(Bus)
        shop.subscribe(own, "mail")
        shop.publish(other)
        shop.publish(own)
        shop.expect(f"mail {own}", {f"mail {other}, mail {own}": MATCHES_A_PART})


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
        "mail Paid, stock Paid": STAR_IS_A_NAME,
        "mail Paid, audit Paid, stock Paid": STAR_NEEDS_COMPANY,
        "mail Paid, stock Paid, audit Paid": STAR_NEEDS_COMPANY,
        "audit Paid, mail Paid, stock Paid": STAR_NEEDS_COMPANY,
        "mail Paid, stock Paid, audit Paid, audit Shipped": STAR_OUT_OF_PLACE,
        "audit Paid, mail Paid, stock Paid, audit Shipped": STAR_OUT_OF_PLACE,
    }
    shop.expect("mail Paid, audit Paid, stock Paid, audit Shipped", known)


@bus.behaviour
def star_was_there_first(Bus: Any) -> None:
    """The type "*" also hears a type that is first named after it."""
    shop = Shop(Bus)
    shop.subscribe("*", "audit")
    shop.subscribe("Paid", "mail")
    shop.publish("Paid")
    later = dict.fromkeys(["mail Paid", "mail Paid, audit Paid"], STAR_MISSES_LATER)
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
    """What was raised comes out of publish, all of it, as one ExceptionGroup."""
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
        raise Failure("an object with the method cancel()", found, RETURNS_NO_SUBSCRIPTION)
    shop.cancel("bond")
    shop.publish("Paid")
    known = {
        "mail Paid, stock Paid, charge Paid": m.CANCEL_DOES_NOTHING,
        NOBODY: CANCELS_THE_TYPE,
        "mail Paid, stock Paid": m.CANCELS_ANOTHER,
        "stock Paid, charge Paid": m.CANCELS_ANOTHER,
    }
    shop.expect("mail Paid, charge Paid", known)
