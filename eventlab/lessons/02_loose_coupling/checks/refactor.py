"""What is tried on `open_shop`, and the mistakes that are known by what they do."""

import re
from inspect import iscoroutinefunction
from typing import Any

from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.mistakes import ASYNC
from eventlab.course.shapes import is_function
from eventlab.course.telling import show, step
from eventlab.event import Event
from eventlab.figures.relations import who_holds_whom

from .shop import ORDER, WANTED, Shop

refactor = Task("02-refactor", "open_shop")
NAMES = ("stock", "mail", "points")
ORDERS = r"(place|reserve|send|add|do|make|create|handle|process|notify|update|tell|call|run)"

RETURNS_NO_CHECKOUT = Mistake(
    "returns-no-checkout",
    "The shop is opened, but who opens it gets nothing on which an order can be placed.",
    "the last line of open_shop: it returns an object of your class Checkout.",
)
PUBLISHES_NOTHING = Mistake(
    "publishes-nothing",
    "The services are called, but no event goes over the bus: the direct calls are still there.",
    "Checkout.place: it calls `self.bus.publish` with an event, and nobody else.",
)
TELLS_NOBODY = Mistake(
    "tells-nobody",
    "An order is placed, and neither an event nor a call comes of it.",
    "Checkout.place: it publishes an event on the bus that it was given.",
)
FORGETS_ONE = Mistake(
    "forgets-a-reaction",
    "Not all of the three are reached any more.",
    "what open_shop subscribes: a handler each for stock, mail and points.",
)
OTHER_ARGUMENTS = Mistake(
    "other-arguments",
    "The right services are called, with something else than before.",
    "what each handler takes out of event.data, beside the same line in DirectCheckout.",
)
TYPES_DIFFER = Mistake(
    "types-differ",
    "An event is published, and nobody has subscribed to its type: a bus drops it without a word.",
    "the type in `publish` and the type in `subscribe`, letter by letter.",
)
CALLS_AND_TELLS = Mistake(
    "calls-and-tells",
    "A service is reached twice by one order, by two ways or by two subscriptions.",
    "how often each handler is subscribed, and whether `place` still calls services itself.",
)
ANOTHER_BUS = Mistake(
    "another-bus",
    "The shop has a bus of its own, so whoever listens on the one it was given hears nothing.",
    "which bus is handed to Checkout and subscribed to: only the argument of open_shop.",
)
COMMAND = Mistake(
    "command-dressed-as-event",
    "It travels as an event, but it tells somebody what to do: the checkout still gives the orders.",
    "what has happened, in the past tense: one OrderPlaced, whoever listens.",
)
NAMES_RECEIVER = Mistake(
    "event-names-its-receiver",
    "The event says for whom it is, so the checkout still knows who listens.",
    "what the event carries: the order, and not a word about who will read it.",
)
ANOTHER_SCHEMA = Mistake(
    "another-schema",
    "The event lacks fields of the order, or keeps them elsewhere: a newcomer will not find them.",
    "the second argument of Event: the order itself.",
)
IMPORTS_HANDLERS = Mistake(
    "publisher-imports-its-handlers",
    "The checkout's code names its handlers: whoever adds or removes one must edit the checkout.",
    "which names stand in the class Checkout: only the bus and the event.",
)
HOLDS_HANDLERS = Mistake(
    "publisher-holds-its-handlers",
    "The checkout keeps who reacts. With a list of them that is the pattern Observer.",
    "the attributes of the checkout: the bus is enough.",
)
SUBSCRIBES_HANDLERS = Mistake(
    "publisher-subscribes-its-handlers",
    "The checkout itself subscribes the reactions, so it must know them all.",
    "where `subscribe` is called: in open_shop, which knows all anyway.",
)
CALLS_ALL_THE_SAME = Mistake(
    "calls-all-the-same",
    "With nobody subscribed, services are called all the same: something goes around the bus.",
    "how the services are reached in `place`: by `self.bus.publish` alone.",
)
ONE_FOR_ALL = Mistake(
    "one-handler-for-all",
    "One handler calls several services: they come and go, and fail, together.",
    "how many handlers you subscribe: one for each service.",
)
NEEDS_ITS_PUBLISHER = Mistake(
    "handler-needs-its-publisher",
    "Handlers take what they need from somewhere else than the event, such as the checkout.",
    "what the handlers read: event.data holds all of it, whoever has published.",
)
HEARS_EVERYTHING = Mistake(
    "hears-everything",
    "The handlers react to events of any type.",
    'the type in `subscribe`: "OrderPlaced", and not "*".',
)
SHARED = Mistake(
    "shared-by-all-shops",
    "Two shops share something: what one sells reaches the services of the other.",
    "what stands outside of functions, or in the class: bus, services and lists of handlers.",
)
SWALLOWED = Mistake(
    "swallowed-errors",
    "What a reaction raises disappears: no receipt is sent, and nobody learns of it.",
    "every `except`: what happens to the error that it catches?",
)


@refactor.shape
def a_function(open_shop: Any) -> None:
    """You hand in the function that puts the shop together."""
    is_function(open_shop, "open_shop(bus, stock, mail, points)")


@refactor.shape
def a_checkout(open_shop: Any) -> None:
    """It returns a checkout: an object with place(order)."""
    checkout = Shop(open_shop).checkout
    place = getattr(checkout, "place", None)
    if isinstance(checkout, type) or not callable(place):
        raise Failure("an object with place(order)", show(checkout), RETURNS_NO_CHECKOUT)
    if iscoroutinefunction(place):
        raise Failure("place is a plain method", "it is an `async def`", ASYNC)


@refactor.behaviour
def the_same_three_calls(open_shop: Any) -> None:
    """An order leads to the same three calls as before."""
    shop = Shop(open_shop)
    heard = shop.listen()
    shop.place()
    shop.expect(*WANTED, mistake=_other_calls(shop, heard))


@refactor.behaviour
def one_event(open_shop: Any) -> None:
    """An order is one event, OrderPlaced, which anybody on the bus can hear."""
    shop = Shop(open_shop)
    heard = shop.listen()
    shop.place()
    types = [event.type for event in heard]
    if types == ["OrderPlaced"]:
        return
    happened = f"it heard {', '.join(types)}" if types else "it heard nothing"
    silent = ANOTHER_BUS if _other_bus(shop) else PUBLISHES_NOTHING
    mistake = _other_than_one_fact(types) if types else silent
    raise Failure("the listener hears one OrderPlaced", happened, mistake)


@refactor.behaviour
def the_order_is_the_data(open_shop: Any) -> None:
    """The event carries the order, and nothing about who reacts."""
    shop = Shop(open_shop)
    [event] = _hear(shop)
    if named := _receivers(event):
        happened = f"the event says {', '.join(named)}"
        raise Failure("an event without a receiver", happened, NAMES_RECEIVER)
    data = {name: event.data.get(name) for name in ORDER}
    if data != ORDER:
        raise Failure(f"its data is {ORDER}", f"it is {show(event.data)}", ANOTHER_SCHEMA)


@refactor.behaviour
def knows_no_reaction(open_shop: Any) -> None:
    """Asked whom it knows, the checkout has a bus, and no handler or service."""
    shop = Shop(open_shop)
    others = {f"handler {n}": h for n, h in enumerate(shop.bus.handlers, 1)} | shop.services
    kind = type(shop.checkout)
    asked = {"the checkout": shop.checkout, "its class": kind, "its place": getattr(kind, "place", kind)}
    step("who_holds_whom(checkout, its class, the bus, the handlers, the services)")
    found = who_holds_whom(**_once(asked | {"the bus": shop.bus} | others))
    for arrow in found.references:
        if arrow.holder in asked and arrow.held in others:
            mistake = HOLDS_HANDLERS if arrow.how == "holds" else IMPORTS_HANDLERS
            raise Failure("the checkout holds the bus alone", arrow.sentence, mistake)


@refactor.behaviour
def is_put_together_outside(open_shop: Any) -> None:
    """Who reacts is decided where the shop is put together, not by the checkout."""
    shop = Shop(open_shop)
    by_itself = sum(any(c is shop.checkout for c in callers) for callers in shop.bus.callers)
    if by_itself:
        happened = f"the checkout made {by_itself} of {len(shop.bus.callers)} subscriptions"
        raise Failure("open_shop subscribes the handlers", happened, SUBSCRIBES_HANDLERS)


@refactor.edge
def nobody_listens(open_shop: Any) -> None:
    """With all subscriptions cancelled, an order is placed and nobody is called."""
    shop = Shop(open_shop)
    step("cancel every subscription")
    for bond in shop.bus.bonds:
        bond.cancel()
    shop.place()
    shop.expect(mistake=CALLS_ALL_THE_SAME)


@refactor.edge
def another_checkout(open_shop: Any) -> None:
    """Another checkout on the same bus is heard as well: the event is all that is needed."""
    shop = Shop(open_shop)
    shop.publish("OrderPlaced", harm=NEEDS_ITS_PUBLISHER)
    shop.expect(*WANTED, mistake=NEEDS_ITS_PUBLISHER)


@refactor.edge
def each_by_itself(open_shop: Any) -> None:
    """Each reaction is a handler of its own, which can be taken out without the others."""
    shop = Shop(open_shop)
    for number, handler in enumerate(shop.bus.handlers, 1):
        shop.calls.clear()
        step(f"handler {number} alone is called with the event")
        handler(Event("OrderPlaced", ORDER))
        if len(shop.calls) > 1:
            raise Failure("at most one service is called", ", ".join(shop.calls), ONE_FOR_ALL)


@refactor.edge
def other_types(open_shop: Any) -> None:
    """An event of another type concerns nobody."""
    shop = Shop(open_shop)
    shop.publish("OrderCancelled", harm=HEARS_EVERYTHING)
    shop.expect(mistake=HEARS_EVERYTHING)


@refactor.edge
def two_shops(open_shop: Any) -> None:
    """Two shops, each with a bus and services of its own, do not notice each other."""
    first, second = Shop(open_shop, "first"), Shop(open_shop, "second")
    first.place()
    second.expect(mistake=SHARED)
    first.expect(*WANTED, mistake=SHARED)


@refactor.fault
def a_reaction_fails(open_shop: Any) -> None:
    """When mail fails, the others are called, and the error comes out of place."""
    shop = Shop(open_shop, broken=True)
    shop.place()
    shop.expect(*WANTED)
    if not shop.error:
        raise Failure(
            "place raises what mail raised", "it returned", SWALLOWED, trace=shop.recorder.trace
        )


def _hear(shop: Shop) -> list[Event]:
    heard = shop.listen()
    shop.place()
    return heard


def _other_calls(shop: Shop, heard: list[Event]) -> Mistake | None:
    if not shop.calls:
        return TYPES_DIFFER if heard else ANOTHER_BUS if _other_bus(shop) else TELLS_NOBODY
    if len(shop.calls) > len(set(shop.calls)) and set(shop.calls) >= set(WANTED):
        return CALLS_AND_TELLS
    services = {call.partition(".")[0] for call in shop.calls}
    return OTHER_ARGUMENTS if services == set(NAMES) else FORGETS_ONE


def _other_bus(shop: Shop) -> bool:
    held = vars(shop.checkout).values() if hasattr(shop.checkout, "__dict__") else ()
    return any(hasattr(value, "publish") and value is not shop.bus for value in held)


def _other_than_one_fact(types: list[str]) -> Mistake | None:
    if len(types) == len(NAMES):  # one for each
        return COMMAND
    if any(name in type.lower() for type in types for name in NAMES):
        return NAMES_RECEIVER
    if any(re.match(ORDERS, type, re.I) and not type.endswith("ed") for type in types):
        return COMMAND
    return None


def _receivers(event: Event) -> list[str]:
    """Return what in the event's texts, keys included, is a service's name."""
    said = (event.data, event.subject, event.source, dict(event.extensions))
    words = re.findall(r"\w+", repr(said).lower())
    return [name for name in NAMES if name in words]


def _once(objects: dict[str, Any]) -> dict[str, Any]:
    """Return the objects, each under one name only: a handler may be subscribed twice."""
    names = {id(thing): name for name, thing in objects.items()}
    return {name: objects[name] for name in names.values()}
