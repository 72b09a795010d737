"""The contract of a synchronous bus. `make()` returns a new, empty bus."""

import gc
import threading
from contextlib import suppress
from typing import Any

from eventlab.contracts import Broken, Contract, Make, Stop, raises, same
from eventlab.event import Event

bus = Contract("bus")


def fail(event: Event) -> None:
    """Fail as a handler may."""
    raise ValueError(f"no stock for {event.type}")


@bus.case(core=True)
def order(make: Make) -> None:
    """Handlers run in the order in which they subscribed."""
    subject, heard = make(), []
    for number in range(20):
        subject.subscribe("Paid", lambda event, n=number: heard.append(n))
    subject.publish(Event("Paid"))
    same(heard, list(range(20)), "the order of the calls")


@bus.case(core=True)
def only_its_type(make: Make) -> None:
    """A handler hears the events of its own type, each once, and no others."""
    subject, heard = make(), []
    subject.subscribe("Paid", lambda event: heard.append(event.id))
    for type, id in [("Placed", "1"), ("Paid", "2"), ("PaidBack", "3"), ("Paid", "4")]:
        subject.publish(Event(type, id=id))
    same(heard, ["2", "4"], "what the handler heard")


@bus.case(core=True)
def everything(make: Make) -> None:
    """The type "*" hears every event, in its place among the other subscribers."""
    subject, heard = make(), []
    for who, type in [("first", "Paid"), ("all", "*"), ("last", "Paid")]:
        subject.subscribe(type, lambda event, who=who: heard.append((who, event.type)))
    subject.publish(Event("Placed"))
    subject.publish(Event("Paid"))
    rest = [("first", "Paid"), ("all", "Paid"), ("last", "Paid")]
    same(heard, [("all", "Placed"), *rest], "who heard what")


@bus.case(core=True)
def isolation(make: Make) -> None:
    """When a handler raises, the handlers behind it still run."""
    subject, heard = make(), []
    subject.subscribe("Paid", fail)
    subject.subscribe("Paid", lambda event: heard.append("mail"))
    with suppress(Exception):  # whether and how it surfaces is the promise of another case
        subject.publish(Event("Paid"))
    same(heard, ["mail"], "the handlers that ran behind the failing one")


@bus.case(core=True)
def errors_surface(make: Make) -> None:
    """What handlers raise comes out of publish, together, as one ExceptionGroup."""
    subject = make()
    for handler in (fail, lambda event: None, lambda event: 1 / 0):
        subject.subscribe("Paid", handler)
    group = raises(ExceptionGroup, subject.publish, Event("Paid"))
    kinds = [type(error) for error in getattr(group, "exceptions", ())]
    same(kinds, [ValueError, ZeroDivisionError], "the errors in the group")


@bus.case(core=True)
def no_recursion(make: Make) -> None:
    """An event published by a handler waits until the present one has reached everybody."""
    subject, heard = make(), []
    subject.subscribe("Placed", lambda event: subject.publish(Event("Paid")))
    subject.subscribe("Placed", lambda event: heard.append("Placed"))
    subject.subscribe("Paid", lambda event: heard.append("Paid"))
    subject.publish(Event("Placed"))
    same(heard, ["Placed", "Paid"], "the order of the deliveries")


@bus.case(core=True)
def subscribe_inside(make: Make) -> None:
    """Subscribing inside a handler takes effect from the next event."""
    subject, heard = make(), []
    late = lambda event: heard.append(event.id)  # noqa: E731
    subject.subscribe("Paid", lambda event: event.id == "1" and subject.subscribe("Paid", late))
    subject.publish(Event("Paid", id="1"))
    subject.publish(Event("Paid", id="2"))
    same(heard, ["2"], "what the late subscriber heard")


@bus.case(core=True)
def cancel_inside(make: Make) -> None:
    """Cancelling inside a handler takes effect from the next event, and nobody is skipped."""
    subject, heard, bonds = make(), [], []
    for who in ("one", "two", "three"):
        bonds.append(subject.subscribe("Paid", lambda event, who=who: heard.append(who)))
    first: Any = subject.subscribe(
        "Paid", lambda event: [bond.cancel() for bond in (*bonds, first)]
    )
    subject.subscribe("Paid", lambda event: heard.append("last"))
    subject.publish(Event("Paid"))
    subject.publish(Event("Paid"))
    same(heard, ["one", "two", "three", "last", "last"], "who was called")


@bus.case()
def cancel_during_iteration(make: Make) -> None:
    """A handler that cancels itself does not make its neighbour miss the event."""
    subject, heard = make(), []
    once: Any = subject.subscribe("Paid", lambda event: once.cancel())
    subject.subscribe("Paid", lambda event: heard.append(event.id))
    subject.publish(Event("Paid", id="1"))
    same(heard, ["1"], "what the neighbour heard")


@bus.case()
def every_subscription_counts(make: Make) -> None:
    """The same handler subscribed twice is called twice; cancelling one leaves the other."""
    subject, heard = make(), []
    handler = lambda event: heard.append(event.id)  # noqa: E731
    first, _ = subject.subscribe("Paid", handler), subject.subscribe("Paid", handler)
    subject.publish(Event("Paid", id="1"))
    first.cancel()
    first.cancel()  # a second time does no harm
    subject.publish(Event("Paid", id="2"))
    same(heard, ["1", "1", "2"], "what the handler heard")


@bus.case()
def strong_references(make: Make) -> None:
    """A lambda that nobody else keeps is not forgotten."""
    subject, heard = make(), []
    subject.subscribe("Paid", lambda event: heard.append(event.id))
    gc.collect()
    subject.publish(Event("Paid", id="1"))
    same(heard, ["1"], "what the lambda heard")


@bus.case()
def names_the_failing(make: Make) -> None:
    """The error names each handler that failed."""
    subject = make()
    subject.subscribe("Paid", fail)
    subject.subscribe("*", charge := lambda event: 1 / 0)
    charge.__qualname__ = "charge"
    group = raises(ExceptionGroup, subject.publish, Event("Paid"))
    same([n for n in ("fail", "charge") if n not in str(group)], [], f"names missing in '{group}'")


@bus.case()
def nothing_lost_in_failure(make: Make) -> None:
    """A handler that publishes and then raises loses neither the event nor the error."""
    subject, heard = make(), []

    def publish_and_fail(event: Event) -> None:
        subject.publish(Event("Paid"))
        raise ValueError("after publishing")

    subject.subscribe("Placed", publish_and_fail)
    subject.subscribe("Paid", lambda event: heard.append("Paid"))
    raises(ExceptionGroup, subject.publish, Event("Placed"))
    same(heard, ["Paid"], "what was delivered after the failure")


@bus.case()
def errors_of_caused_events(make: Make) -> None:
    """An error in handling a caused event surfaces at the publish that set it off."""
    subject = make()
    subject.subscribe("Placed", lambda event: subject.publish(Event("Paid")))
    subject.subscribe("Paid", fail)
    group = raises(ExceptionGroup, subject.publish, Event("Placed"))
    same(len(getattr(group, "exceptions", ())), 1, "the number of errors in the group")


@bus.case()
def errors_are_not_kept(make: Make) -> None:
    """An error is raised once: the next publish starts clean."""
    subject = make()
    subject.subscribe("Placed", fail)
    raises(ExceptionGroup, subject.publish, Event("Placed"))
    subject.publish(Event("Paid"))


@bus.case()
def first_in_first_out(make: Make) -> None:
    """Events caused at different depths are delivered in the order of publishing."""
    subject, heard = make(), []
    causes = {"A": ["B", "C"], "B": ["D"], "C": ["E"]}
    subject.subscribe("*", lambda event: heard.append(event.type))
    subject.subscribe("*", lambda e: [subject.publish(Event(t)) for t in causes.get(e.type, ())])
    subject.publish(Event("A"))
    same(heard, ["A", "B", "C", "D", "E"], "the order of the deliveries")


@bus.case()
def long_chains(make: Make) -> None:
    """A chain of 5,000 events, each caused by the last, needs no deep stack."""
    subject, last = make(), [0]

    def next_one(event: Event) -> None:
        last[0] = event.data["n"]
        if last[0] < 5_000:
            subject.publish(Event("Counted", {"n": last[0] + 1}))

    subject.subscribe("Counted", next_one)
    subject.publish(Event("Counted", {"n": 1}))
    same(last[0], 5_000, "the last event of the chain")


@bus.case()
def interruption_passes(make: Make) -> None:
    """A BaseException such as Ctrl-C stops the delivery at once and comes out as it is."""
    subject, heard = make(), []
    subject.subscribe("Paid", lambda event: raise_(Stop()))
    subject.subscribe("Paid", lambda event: heard.append("after"))
    raises(Stop, subject.publish, Event("Paid"))
    same(heard, [], "who ran after the interruption")


@bus.case()
def interruption_loses_nothing(make: Make) -> None:
    """What was pending when a BaseException passed is delivered, first, by the next publish."""
    subject, heard = make(), []
    subject.subscribe("Placed", lambda event: subject.publish(Event("Paid")))
    subject.subscribe("Placed", lambda event: raise_(Stop()))
    subject.subscribe("*", lambda event: heard.append(event.type))
    raises(Stop, subject.publish, Event("Placed"))
    subject.publish(Event("Shipped"))
    same(heard, ["Paid", "Shipped"], "what was delivered after the interruption")


@bus.case()
def refuses_async(make: Make) -> None:
    """A handler that the bus would forget to await is refused when it subscribes."""

    async def handler(event: Event) -> None: ...

    class Caller:
        async def __call__(self, event: Event) -> None: ...

    raises(TypeError, make().subscribe, "Paid", handler)
    raises(TypeError, make().subscribe, "Paid", Caller())


@bus.case()
def decorator(make: Make) -> None:
    """`@bus.on(type)` subscribes the function below it and leaves it as it is."""
    subject, heard = make(), []
    handler = lambda event: heard.append(event.id)  # noqa: E731
    same(subject.on("Paid")(handler), handler, "what the decorator returned")
    subject.publish(Event("Paid", id="1"))
    same(heard, ["1"], "what the handler heard")


@bus.case()
def threads(make: Make) -> None:
    """Several threads publish at once, and no event is lost or handled twice."""
    subject, heard = make(), []
    subject.subscribe("Paid", lambda event: subject.publish(Event("Shipped", id=event.id)))
    subject.subscribe("Shipped", lambda event: heard.append(event.id))

    def publish(worker: int) -> None:
        for number in range(200):
            subject.publish(Event("Paid", id=f"{worker}-{number}"))

    in_threads([lambda w=w: publish(w) for w in range(8)])
    same(len(heard), 1600, "the number of deliveries")
    same(len(set(heard)), 1600, "the number of different events delivered")


@bus.case()
def threads_do_not_wait(make: Make) -> None:
    """publish returns with its event handled, also while another thread's handler is at work."""
    subject, heard = make(), []

    def publish_elsewhere(event: Event) -> None:
        in_threads([lambda: subject.publish(Event("Paid"))])
        heard.append("Placed")

    subject.subscribe("Paid", lambda event: heard.append("Paid"))
    subject.subscribe("Placed", publish_elsewhere)
    subject.publish(Event("Placed"))
    same(heard, ["Paid", "Placed"], "the order in which the two were handled")


def raise_(error: BaseException) -> Any:
    """Raise, where only an expression may stand."""
    raise error


def in_threads(works: list[Any]) -> None:
    """Run each in a thread of its own; raise `Broken` if one has not ended after ten seconds."""
    threads = [threading.Thread(target=work, daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    if any(thread.is_alive() for thread in threads):
        raise Broken("a thread that publishes is still waiting after 10 seconds")
