"""What is tried on `Shipping`: a database, a broker that fails, and every crash."""

import sqlite3
import sys
from dataclasses import replace
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

from eventlab import Event
from eventlab.course import telling
from eventlab.course.grading import Failure, Task
from eventlab.course.proving import prove
from eventlab.course.shapes import is_class
from eventlab.course.telling import describe, show, step
from eventlab.sim.scenario import ORDERS

from . import mistakes as m
from .shop import Shop, down, paid
from .world import PROPERTIES, told_by, told_by_one, why, why_after_an_error, world

outbox = Task("08-outbox", "Shipping")

LOOK = "the step before the crash: what is committed by then, and who will tell it?"


@outbox.shape
def a_class(Shipping: Any) -> None:
    """You hand in a class whose objects have the methods handle(event) and relay()."""
    for method in ("handle", "relay") if isinstance(Shipping, type) else ():
        if not hasattr(Shipping, method):
            look = "its spelling, and whether it is indented as a method of the class."
            raise Failure(f"Shipping has the method {method}", "it has none", look=look)
    is_class(Shipping, "Shipping", "handle(event)", "relay()")


@outbox.behaviour
def saves_it(Shipping: Any) -> None:
    """A payment becomes one row in shipments, and it is committed."""
    shop = Shop(Shipping)
    shop.handle("A")
    before = shop.shipments()
    shop.db.rollback()
    if (found := shop.shipments()) != ["A"]:
        mistake = m.NEVER_COMMITS if before == ["A"] else None
        look = "what you insert into shipments: event.id."
        raise Failure("one row, 'A'", f"the rows are {found}", mistake, look=look)


@outbox.behaviour
def tells_it(Shipping: Any) -> None:
    """It is told: an OrderShipped, for this order, which the payment has caused."""
    shop = Shop(Shipping)
    shop.handle("A")
    shop.relay()
    if len(shop.sent) != 1:
        raise Failure("one event told", f"{len(shop.sent)} told")
    event, cause = shop.sent[0], paid("A")
    if not isinstance(event, Event):
        raise Failure("an Event", f"a {type(event).__name__}", m.NO_EVENT)
    found = event.type, dict(event.data)
    if found != ("OrderShipped", {"order": "A"}):
        look = "what you hand to event.caused: the type, and the data."
        raise Failure("OrderShipped with {'order': 'A'}", f"{found[0]} with {found[1]}", look=look)
    if (event.correlation_id, event.causation_id) != (cause.correlation_id, cause.id):
        happened = f"correlation {_own(event)}, causation {show(event.causation_id, 20)}"
        wanted = f"correlation {cause.correlation_id!r}, causation {cause.id!r}"
        raise Failure(wanted, happened, m.NOT_CAUSED)


@outbox.edge
def all_in_order(Shipping: Any) -> None:
    """All that is to be told is told, in the order in which it was saved."""
    for ids in ("C A B", "C A B F E D H G"):  # three can be in order by luck, as random ids are
        telling.now.steps.clear()  # a new shop is a new story
        shop = Shop(Shipping)
        shop.handle(*ids.split())
        shop.relay()
        found = shop.told()
        others = {found: m.WRONG_ORDER} if sorted(found) == sorted(ids) else {}
        shop.expect(ids, {"C": m.ONE_ONLY} | others)


@outbox.edge
def only_once(Shipping: Any) -> None:
    """What was told is told no more: not by the next relay, and not after a restart."""
    shop = Shop(Shipping)
    shop.handle("A")
    shop.relay()
    shop.relay()
    shop.restart()
    shop.relay()
    shop.expect("A", dict.fromkeys(["A A", "A A A"], m.NEVER_CROSSES_OUT))


@outbox.edge
def duplicates(Shipping: Any) -> None:
    """A payment that comes twice is one shipment, and is told once."""
    shop = Shop(Shipping)
    shop.handle("A")
    shop.relay()
    shop.restart()
    try:
        shop.handle("A", "B")
    except sqlite3.IntegrityError as error:
        wanted = "the duplicate does nothing"
        raise Failure(wanted, describe(error), m.DUPLICATE_FAILS) from None
    shop.relay()
    shop.expect("A B", {"A A B": m.TELLS_DUPLICATES})


@outbox.fault
def told_after_a_restart(Shipping: Any) -> None:
    """What was saved before a restart is told after it."""
    shop = Shop(Shipping)
    shop.handle("A")
    early = shop.told() == "A"
    shop.restart()
    shop.relay()
    shop.expect("A", {} if early else {"nothing": m.IN_MEMORY})


@outbox.fault
def crash_anywhere(Shipping: Any) -> None:
    """Wherever the process dies, what is saved is told, and nothing else."""
    one, three = world(Shipping, events=ORDERS[:1]), world(Shipping)
    prove(one, why(Shipping), faults=["crash"], most=2, look=LOOK)
    prove(three, why(Shipping), copies=1, faults=["crash"], look=LOOK)


@outbox.fault
def broker_down(Shipping: Any) -> None:
    """While the broker is down payments are handled; relay says so, and the next one goes on."""
    shop = Shop(Shipping)
    shop.on_publish = down
    try:
        shop.handle("A", "B")
    except ConnectionError:
        raise Failure("A is handled", "handle raises ConnectionError", m.NEEDS_BROKER) from None
    error = shop.fails_to_relay()
    if not isinstance(error, ConnectionError):
        happened = f"it raises {describe(error)}" if error else "it returns"
        mistake = None if error else m.BROKER_SWALLOWED
        raise Failure("relay raises the ConnectionError", happened, mistake)
    shop.on_publish = lambda event: None
    shop.relay()
    shop.expect("A B", dict.fromkeys(["nothing", "B"], m.MARK_FIRST))


@outbox.fault
def nothing_overtakes(Shipping: Any) -> None:
    """What cannot be sent holds up all that was saved after it."""
    shop = Shop(Shipping)
    shop.handle("A", "B")
    shop.on_publish = lambda event: down(event) if event.data["order"] == "A" else None
    shop.fails_to_relay()
    shop.on_publish = lambda event: None
    shop.relay()
    shop.expect("A B", {"B A": m.OVERTAKES, "B": m.BROKER_SWALLOWED})


@outbox.fault
def one_more_meanwhile(Shipping: Any) -> None:
    """A payment that comes while the relay is at work is told too."""
    shop = Shop(Shipping)
    shop.handle("A")
    others = iter(["B"])
    shop.on_publish = lambda event: shop.handle(*others)
    shop.relay()
    shop.handle(*others)
    shop.on_publish = lambda event: None
    shop.relay()
    known = {"A": m.CLEARS_ALL, "A A B": m.NEVER_CROSSES_OUT, "A B B": m.NEVER_CROSSES_OUT}
    shop.expect("A B", known)


@outbox.fault
def the_same_event(Shipping: Any) -> None:
    """An event that is sent again, since the answer was lost, is the same one."""
    shop, taken = Shop(Shipping), []

    def no_answer(event: Any) -> None:
        taken.append(event)
        down(event)

    shop.on_publish = no_answer
    shop.handle("A")
    shop.fails_to_relay()
    shop.on_publish = lambda event: None
    shop.restart()
    shop.relay()
    shop.expect("A")
    if taken[0].id != shop.sent[0].id:
        raise Failure("the same id both times", "another id the second time", m.NEW_ID)
    if taken[0] != shop.sent[0]:
        look = "what you keep in the outbox: all of the event, event.to_json()."
        raise Failure(
            "the same event both times", "one that differs in its data or time", look=look
        )


@outbox.fault
def failing_calls(Shipping: Any) -> None:
    """When a call to the database or the broker fails, what is saved is told all the same."""
    two = world(Shipping, events=ORDERS[:2])
    prove(two, why_after_an_error(Shipping), copies=1, faults=["error", "ack lost"], look=LOOK)


@outbox.fault
def two_at_once(Shipping: Any) -> None:
    """When another process has the same payment at the same time, one event tells of it."""
    two = world(Shipping, events=ORDERS[:2], observe={"told": told_by})
    two = replace(two, properties=(*PROPERTIES, told_by_one()))
    prove(two, lambda result: m.OUTSIDE, copies=1, faults=["lease"], look=LOOK)


@outbox.fault
def however_many(Shipping: Any) -> None:
    """However many were saved while the broker was away, one relay tells them all."""
    db, told, many = Shop(Shipping).db, list[Event](), sys.getrecursionlimit() + 100
    step(f"shipping.handle(event) for {many:,} payments; shipping.relay()")
    shipping = Shipping(db, SimpleNamespace(publish=told.append))
    for number in range(many):
        shipping.handle(paid(f"payment-{number}"))
    try:
        shipping.relay()
    except RecursionError:
        raise Failure("all are told", "relay raises RecursionError", m.CALLS_ITSELF) from None
    if len(told) < many:
        raise Failure("all are told", f"{len(told):,} are", m.ONE_ONLY)


@outbox.fault
def saves_meanwhile(Shipping: Any) -> None:
    """While one process waits for the broker, another one saves its payment."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        shop, other = (Shop(Shipping, f"{folder}/shop.db") for _ in range(2))
        shop.handle("A", "B")
        locked, others = list[str](), iter(["C"])

        def slow(event: Event) -> None:
            for id in others if event.data["order"] == "B" else ():
                step(f"meanwhile, in another process: shipping.handle({id})")
                try:
                    other.service.handle(paid(id))
                except sqlite3.OperationalError as error:
                    locked.append(describe(error))

        shop.on_publish = other.on_publish = slow
        shop.relay()
        shop.db.close()
        other.db.close()
    if locked:
        raise Failure("C is saved at once", locked[0], m.HOLDS_THE_LOCK)


def _own(event: Event) -> str:
    return "its own id" if event.correlation_id == event.id else show(event.correlation_id, 20)
