"""What is tried on the subscriptions of the learner's `Bus`: twice the same, and while it calls."""

from typing import Any

from eventlab.course.mistakes import Mistake

from . import mistakes as m
from .bus import bus
from .handlers import cancels, raises, returns, subscribes
from .scene import NOBODY, Shop

SHARED = Mistake(
    "shared-by-all-buses",
    "All buses share one list of handlers.",
    "where that list is made: in the class body (or as a default value) it is made only once.",
)
STAR_NOT_CANCELLED = Mistake(
    "star-cannot-be-cancelled",
    'A cancelled handler of "*" still hears events of some types.',
    "in how many places you keep it, and in how many cancel() looks.",
)
DEAF_AFTER_CANCEL = Mistake(
    "deaf-after-a-cancel",
    "After a cancel() the bus works once more or not at all.",
    "what cancel() leaves behind: a generator or a filter() is empty after one walk.",
)
CANCELS_EQUALS = Mistake(
    "cancels-equal-ones",
    "cancel() ends every subscription of the same handler.",
    "how cancel() finds what to remove: by handler, or by subscription?",
)
CANCELS_TWICE = Mistake(
    "second-cancel-does-harm",
    "Cancelling a second time raises, or ends somebody else's subscription.",
    "what cancel() does when its subscription is gone already: nothing.",
)
CANCELS_TOO_EARLY = Mistake(
    "cancels-the-present-event",
    "Who is cancelled during an event no longer hears that event.",
    "when publish decides who hears an event: before the first call, and not again.",
)
LOSES_SUBSCRIPTION = Mistake(
    "loses-new-subscriptions",
    "Who subscribes while an event is delivered is never called.",
    "what subscribe changes inside a handler, and whether publish puts an old copy back.",
)


@bus.edge
def two_buses(Bus: Any) -> None:
    """Each bus has handlers of its own."""
    shop, other = Shop(Bus), Shop(Bus, "other")
    shop.subscribe("Paid", "mail")
    shop.published = other.published
    other.publish("Paid")
    shop.expect(NOBODY, {"mail Paid": SHARED})


@bus.edge
def values_mean_nothing(Bus: Any) -> None:
    """What a handler returns decides nothing."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail", returns(True))
    shop.subscribe("Paid", "stock", returns(False))
    shop.subscribe("Paid", "charge")
    shop.publish("Paid")
    stops = {"mail Paid": m.STOPS_AT_A_VALUE, "mail Paid, stock Paid": m.STOPS_AT_A_VALUE}
    shop.expect("mail Paid, stock Paid, charge Paid", stops)


@bus.edge
def any_kind_of_error(Bus: Any) -> None:
    """Handlers may raise any kind of Exception."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail", raises(KeyError("address")))
    shop.subscribe("Paid", "stock", raises(AssertionError("count")))
    shop.subscribe("Paid", "charge", raises(StopIteration()))
    shop.publish("Paid")
    few = dict.fromkeys(["mail Paid", "mail Paid, stock Paid"], m.CATCHES_TOO_FEW)
    shop.expect("mail Paid, stock Paid, charge Paid", few)
    shop.expect_errors("publish")


@bus.edge
def same_name(Bus: Any) -> None:
    """Two handlers of the same name, as two lambdas have, are two handlers."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail")
    shop.subscribe("Paid", "mail", another=True)
    shop.publish("Paid")
    shop.expect("mail Paid, mail Paid", {"mail Paid": m.KEYED_BY_NAME})


@bus.edge
def each_subscription_counts(Bus: Any) -> None:
    """A handler that subscribed twice is called twice, each time in its turn."""
    shop = Shop(Bus)
    for name in ("mail", "stock", "mail"):
        shop.subscribe("Paid", name)
    shop.publish("Paid")
    known = dict.fromkeys(["mail Paid, stock Paid", "stock Paid, mail Paid"], m.COUNTS_ONCE)
    shop.expect("mail Paid, stock Paid, mail Paid", known)


@bus.edge
def type_and_star(Bus: Any) -> None:
    """A handler that listens to a type and to "*" is called for each of the two."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail")
    shop.subscribe("*", "mail")
    shop.publish("Paid")
    shop.expect("mail Paid, mail Paid", {"mail Paid": m.COUNTS_ONCE})


@bus.edge
def lives_on_after_a_cancel(Bus: Any) -> None:
    """After a cancel() the bus takes new subscriptions, and delivers every event."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail", bond="bond")
    shop.subscribe("Paid", "stock")
    shop.cancel("bond")
    shop.publish("Paid")
    shop.publish("Paid")
    deaf = {NOBODY: DEAF_AFTER_CANCEL, "stock Paid": DEAF_AFTER_CANCEL}
    shop.expect("stock Paid, stock Paid", deaf)
    shop.subscribe("Paid", "charge", harm=DEAF_AFTER_CANCEL)
    shop.publish("Paid")
    shop.expect("stock Paid, stock Paid, stock Paid, charge Paid")


@bus.edge
def star_is_cancelled(Bus: Any) -> None:
    """cancel() ends a subscription to "*" for every type."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail")
    shop.subscribe("*", "audit", bond="bond")
    shop.cancel("bond")
    shop.publish("Paid")
    shop.publish("Shipped")
    still = ["mail Paid, audit Paid", "mail Paid, audit Shipped"]
    still.append("mail Paid, audit Paid, audit Shipped")
    shop.expect("mail Paid", dict.fromkeys(still, STAR_NOT_CANCELLED))


@bus.edge
def cancels_the_last_of_two(Bus: Any) -> None:
    """cancel() ends its own subscription, not an earlier one of the same handler."""
    one_of_two(Bus, "last", "mail Paid, stock Paid")


@bus.edge
def cancels_the_first_of_two(Bus: Any) -> None:
    """cancel() ends its own subscription, not a later one of the same handler."""
    one_of_two(Bus, "first", "stock Paid, mail Paid")


@bus.edge
def cancels_its_own_type(Bus: Any) -> None:
    """cancel() ends its own subscription, also when the handler listens to another type."""
    shop = Shop(Bus)
    shop.subscribe("Placed", "mail")
    shop.subscribe("Paid", "mail", bond="second")
    shop.cancel("second")
    shop.publish("Placed")
    shop.publish("Paid")
    known = {"mail Paid": m.CANCELS_ANOTHER, NOBODY: CANCELS_EQUALS}
    shop.expect("mail Placed", known)


@bus.edge
def cancels_twice(Bus: Any) -> None:
    """Cancelling a second time does no harm."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail", bond="first")
    shop.subscribe("Paid", "mail")
    shop.cancel("first")
    shop.cancel("first", harm=CANCELS_TWICE)
    shop.publish("Paid")
    shop.expect("mail Paid", {NOBODY: CANCELS_TWICE})


@bus.edge
def cancels_itself(Bus: Any) -> None:
    """A handler that cancels itself does not make its neighbour miss the event."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail", cancels("once"), bond="once")
    shop.subscribe("Paid", "stock")
    shop.publish("Paid")
    live = {"mail Paid": m.LIVE_LIST, "RuntimeError": m.LIVE_LIST}
    shop.expect("mail Paid, stock Paid", live)


@bus.edge
def cancels_a_later_one(Bus: Any) -> None:
    """Cancelling inside a handler takes effect from the next event."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail", cancels("bond"))
    shop.subscribe("Paid", "stock", bond="bond")
    shop.publish("Paid")
    shop.publish("Paid")
    known = {
        "mail Paid, mail Paid": CANCELS_TOO_EARLY,
        "mail Paid, stock Paid, mail Paid, stock Paid": m.CANCEL_DOES_NOTHING,
    }
    shop.expect("mail Paid, stock Paid, mail Paid", known)


@bus.edge
def subscribes_inside(Bus: Any) -> None:
    """Subscribing inside a handler takes effect from the next event."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail", subscribes("Paid", "stock"))
    shop.publish("Paid")
    live = {"mail Paid, stock Paid": m.LIVE_LIST, "RuntimeError": m.LIVE_LIST}
    shop.expect("mail Paid", live)
    shop.publish("Paid")
    shop.expect("mail Paid, mail Paid, stock Paid", {"mail Paid, mail Paid": LOSES_SUBSCRIPTION})


def one_of_two(Bus: Any, bond: str, left: str) -> None:
    """Cancel one of the two subscriptions of a handler, with another handler between them."""
    shop = Shop(Bus)
    shop.subscribe("Paid", "mail", bond="first")
    shop.subscribe("Paid", "stock")
    shop.subscribe("Paid", "mail", bond="last")
    shop.cancel(bond)
    shop.publish("Paid")
    others = ["mail Paid, stock Paid", "stock Paid, mail Paid", "mail Paid, mail Paid"]
    known = dict.fromkeys(others, m.CANCELS_ANOTHER)
    shop.expect(left, known | {"stock Paid": CANCELS_EQUALS})
