"""What is tried on `open_shop`: shops are opened with it, and asked whom they know."""

import re
from collections.abc import Iterator
from inspect import iscoroutinefunction
from itertools import count
from types import FunctionType
from typing import Any

from eventlab.course.grading import Failure, Mistake, Task
from eventlab.course.mistakes import ASYNC
from eventlab.course.shapes import is_function
from eventlab.course.telling import show, step
from eventlab.event import Event
from eventlab.figures.relations import who_holds_whom

from . import mistakes as m
from .shop import ANOTHER, NAMES, ORDER, WANTED, Shop, wanted

refactor = Task("02-refactor", "open_shop")
MORE = {**ANOTHER, "number": 9, "total": 1.5, "box": 3}  # a field that nobody reads yet
VERBS = {"add", "call", "create", "do", "handle", "make", "notify", "place", "process"}
VERBS |= {"reserve", "run", "send", "tell", "update"}


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
        raise Failure("an object with place(order)", show(checkout), m.RETURNS_NO_CHECKOUT)
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
    heard = _hear(shop)
    types = [event.type for event in heard]
    if types == ["OrderPlaced"]:
        return
    happened = f"it heard {', '.join(types)}" if types else "it heard nothing"
    silent = m.ANOTHER_BUS if _other_bus(shop) else m.PUBLISHES_NOTHING
    raise Failure(
        "the listener hears one OrderPlaced",
        happened,
        _other_than_one_fact(types) if types else silent,
        look="the type in `publish` and in `subscribe`: OrderPlaced, letter by letter.",
    )


@refactor.behaviour
def the_order_is_the_data(open_shop: Any) -> None:
    """The event carries the order, and nothing about who reacts."""
    shop = Shop(open_shop)
    [event] = _hear(shop)
    if named := _receivers(event):
        happened = f"the event says {', '.join(named)}"
        raise Failure("an event without a receiver", happened, m.NAMES_RECEIVER)
    flags = [name for name, value in event.data.items() if isinstance(value, bool)]
    if orders := [name for name in flags if _tells_what_to_do(name)]:
        raise Failure("an event that states a fact", f"it says {', '.join(orders)}", m.COMMAND)
    if _order_in(event) != ORDER:
        raise Failure(f"its data is {ORDER}", f"it is {show(event.data)}", m.ANOTHER_SCHEMA)


@refactor.behaviour
def knows_no_reaction(open_shop: Any) -> None:
    """Asked whom it knows, the checkout has a bus, and no handler or service."""
    shop = Shop(open_shop)
    shop.place()  # it may collect them only now
    others = {f"handler {n}": h for n, h in enumerate(shop.bus.handlers, 1)} | shop.services
    kind = type(shop.checkout)
    asked = {"the checkout": shop.checkout, "its class": kind}
    asked |= {f"its {function.__name__}": function for function in _methods_of(kind)}
    step("who_holds_whom(checkout, its class and methods, bus, handlers, services)")
    found = who_holds_whom(**_once(asked | {"the bus": shop.bus} | others))
    for arrow in found.references:
        if arrow.holder in asked and arrow.held in others:
            mistake = m.HOLDS_HANDLERS if arrow.how == "holds" else m.IMPORTS_HANDLERS
            raise Failure("the checkout holds the bus alone", arrow.sentence, mistake)


@refactor.behaviour
def is_put_together_outside(open_shop: Any) -> None:
    """Who reacts is decided where the shop is put together, not by the checkout."""
    shop = Shop(open_shop)
    methods = {function.__code__ for function in _methods_of(type(shop.checkout))}
    by_itself = sum(not methods.isdisjoint(callers) for callers in shop.bus.callers)
    if by_itself:
        happened = f"the checkout made {by_itself} of {len(shop.bus.callers)} subscriptions"
        raise Failure("open_shop subscribes the handlers", happened, m.SUBSCRIBES_HANDLERS)


@refactor.edge
def nobody_listens(open_shop: Any) -> None:
    """With all subscriptions cancelled, an order is placed and nobody is called."""
    shop = Shop(open_shop)
    shop.bus.cancel_all()
    shop.place(harm=m.NEEDS_A_REACTION)
    shop.expect(mistake=m.CALLS_ALL_THE_SAME)


@refactor.edge
def the_next_order(open_shop: Any) -> None:
    """The next order is told with its own data, and reacted to."""
    shop = Shop(open_shop)
    heard = shop.listen()
    ids = set()
    for order in (ORDER, ANOTHER, MORE):
        heard.clear()
        shop.calls.clear()
        shop.place(order)
        told = [_order_in(event, order) for event in heard if event.type == "OrderPlaced"]
        if told != [order]:
            happened = f"it told {', '.join(map(show, told)) or 'nothing'}"
            known = m.ANOTHER_SCHEMA if order is MORE else m.FIRST_ORDER_AGAIN
            raise Failure(f"it tells {order}", happened, known)
        served = sorted(call.partition(".")[0] for call in shop.calls) == sorted(NAMES)
        shop.expect(*wanted(order), mistake=m.OTHER_ARGUMENTS if served else m.REACTS_ONCE)
        ids |= {event.id for event in heard if event.type == "OrderPlaced"}
    if len(ids) < 3:
        raise Failure("three events with an id each", f"the ids are {sorted(ids)}", m.ONE_ID)


@refactor.edge
def another_checkout(open_shop: Any) -> None:
    """Another checkout on the same bus is heard as well: the event is all that is needed."""
    shop = Shop(open_shop)
    shop.place()
    shop.calls.clear()
    shop.publish("OrderPlaced", ANOTHER, harm=m.NEEDS_ITS_PUBLISHER)
    shop.expect(*wanted(ANOTHER), mistake=m.NEEDS_ITS_PUBLISHER)


@refactor.edge
def each_by_itself(open_shop: Any) -> None:
    """Each reaction is a handler of its own, which can be taken out without the others."""
    shop = Shop(open_shop)
    shop.bus.cancel_all()  # what a handler publishes shall reach nobody
    for number, handler in enumerate(shop.bus.handlers, 1):
        shop.calls.clear()
        step(f"handler {number} alone is called with the event")
        handler(Event("OrderPlaced", ORDER))
        if len(shop.calls) > 1:
            raise Failure("at most one service is called", ", ".join(shop.calls), m.ONE_FOR_ALL)


@refactor.edge
def other_types(open_shop: Any) -> None:
    """An event of another type concerns nobody."""
    shop = Shop(open_shop)
    for type in ("OrderCancelled", "GiftOrderPlaced"):
        shop.publish(type, ORDER, harm=m.HEARS_EVERYTHING)
        shop.expect(mistake=m.HEARS_EVERYTHING)


@refactor.edge
def two_shops(open_shop: Any) -> None:
    """Two shops, each with a bus and services of its own, do not notice each other."""
    first, second = Shop(open_shop, "first"), Shop(open_shop, "second")
    for one, other in ((first, second), (second, first)):
        one.place()
        other.expect(mistake=m.SHARED)
        one.expect(*WANTED, mistake=m.SHARED)
        one.calls.clear()


@refactor.edge
def without_one(open_shop: Any) -> None:
    """Where one reaction is taken out, the others do their work as before."""
    for number in count(1):
        shop = Shop(open_shop)
        if number > len(shop.bus.bonds):
            return
        step(f"cancel subscription {number}")
        shop.bus.bonds[number - 1].cancel()
        shop.place()
        missing = [call for call in WANTED if call not in shop.calls]
        if len(missing) > 1:
            raise Failure("at most one call is missing", f"missing: {', '.join(missing)}", m.CHAIN)


@refactor.fault
def stock_fails(open_shop: Any) -> None:
    """When stock fails, the others are called, and the error comes out of place."""
    _fails(open_shop, "stock")


@refactor.fault
def mail_fails(open_shop: Any) -> None:
    """When mail fails, the others are called, and the error comes out of place."""
    _fails(open_shop, "mail")


@refactor.fault
def points_fails(open_shop: Any) -> None:
    """When points fails, the others are called, and the error comes out of place."""
    _fails(open_shop, "points")


def _fails(open_shop: Any, name: str) -> None:
    """Place two orders where one service raises: the others work, and the error comes out."""
    shop = Shop(open_shop, broken=name)
    for known in (m.CHAIN, m.REACTS_ONCE):
        shop.calls.clear()
        shop.place()
        shop.expect(*WANTED, mistake=m.CALLS_AND_TELLS if len(shop.calls) > len(NAMES) else known)
        if not shop.error:
            raise Failure(
                f"place raises what {name} raised",
                "it returned",
                m.SWALLOWED,
                trace=shop.recorder.trace,
            )


def _hear(shop: Shop) -> list[Event]:
    """Return what the checkout itself publishes: nobody else is left on the bus."""
    shop.bus.cancel_all()
    heard = shop.listen()
    shop.place(harm=m.NEEDS_A_REACTION)
    return heard


def _order_in(event: Event, order: dict[str, Any] = ORDER) -> dict[str, Any]:
    return {name: event.data.get(name) for name in order}


def _methods_of(kind: type) -> Iterator[FunctionType]:
    """Yield the functions in a class and its bases, however they are called on it."""
    for each in kind.__mro__:
        for value in vars(each).values():
            function = getattr(value, "__func__", value)  # of a classmethod or staticmethod
            if isinstance(function, FunctionType):
                yield function


def _other_calls(shop: Shop, heard: list[Event]) -> Mistake | None:
    if not shop.calls:
        return m.TYPES_DIFFER if heard else m.ANOTHER_BUS if _other_bus(shop) else m.TELLS_NOBODY
    if len(shop.calls) > len(set(shop.calls)) and set(shop.calls) >= set(WANTED):
        return m.CALLS_AND_TELLS
    services = {call.partition(".")[0] for call in shop.calls}
    return m.OTHER_ARGUMENTS if services == set(NAMES) else m.FORGETS_ONE


def _other_bus(shop: Shop) -> bool:
    held = vars(shop.checkout).values() if hasattr(shop.checkout, "__dict__") else ()
    return any(hasattr(value, "publish") and value is not shop.bus for value in held)


def _other_than_one_fact(types: list[str]) -> Mistake | None:
    if len(types) == len(NAMES):  # one for each
        return m.COMMAND
    if any(name in type.lower() for type in types for name in NAMES):
        return m.NAMES_RECEIVER
    if any(_tells_what_to_do(type) for type in types):
        return m.COMMAND
    return None


def _tells_what_to_do(name: str) -> bool:
    """Whether a name, such as SendReceipt or send_receipt, begins with a verb that is no past."""
    words = re.findall(r"[A-Z]?[a-z]+", name)
    return bool(words) and words[0].lower() in VERBS and not words[-1].endswith("ed")


def _receivers(event: Event) -> list[str]:
    """Return what in the event's texts, keys included, is a service's name."""
    said = (event.data, event.subject, event.source, dict(event.extensions))
    words = re.findall(r"\w+", repr(said).lower())
    return [name for name in NAMES if name in words]


def _once(objects: dict[str, Any]) -> dict[str, Any]:
    """Return the objects, each under one name only: a handler may be subscribed twice."""
    names = {id(thing): name for name, thing in objects.items()}
    return {name: objects[name] for name in names.values()}
