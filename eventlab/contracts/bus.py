"""The contract of a synchronous bus. `make()` returns a new, empty bus."""

import gc
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from eventlab.contracts import LIMIT, Contract, Make, Stop, in_threads, raises, same
from eventlab.event import Event

bus = Contract("bus")


def fail(event: Event) -> Any:
    """Fail as a handler may."""
    raise ValueError(f"no stock for {event.type}")


def interrupt(event: Event) -> None:
    """Do to the handler what Ctrl-C does."""
    raise Stop


def publishing(subject: Any, type: str) -> Callable[[Event], Any]:
    """Make a handler that publishes once, so that no wrong bus goes on for ever."""
    waiting = [Event(type)]
    return lambda event: subject.publish(waiting.pop()) if waiting else None


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
        subject.subscribe(type, lambda event, who=who: heard.append(f"{who} {event.type}"))
    subject.publish(Event("Placed"))
    subject.publish(Event("Paid"))
    same(heard, ["all Placed", "first Paid", "all Paid", "last Paid"], "who heard what")


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
    group: ExceptionGroup[Exception] = raises(ExceptionGroup, subject.publish, Event("Paid"))
    same(
        [type(error) for error in group.exceptions],
        [ValueError, ZeroDivisionError],
        "the errors in the group",
    )


@bus.case(core=True)
def no_recursion(make: Make) -> None:
    """An event published by a handler waits until the present one has reached everybody."""
    subject, heard = make(), []
    subject.subscribe("Placed", publishing(subject, "Paid"))
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
    """Cancelling inside a handler takes effect from the next event: nobody misses this one."""
    subject, heard, bonds = make(), [], []

    def hear(who: str) -> Any:
        return subject.subscribe("Paid", lambda event: heard.append(who))

    bonds.append(hear("first"))
    bonds.append(subject.subscribe("Paid", lambda event: [bond.cancel() for bond in bonds]))
    bonds.append(hear("cancelled"))
    hear("last")
    subject.publish(Event("Paid"))
    subject.publish(Event("Paid"))
    same(heard, ["first", "cancelled", "last", "last"], "who was called")


@bus.case()
def routed_at_delivery(make: Make) -> None:
    """While an event waits for its turn, who subscribes will hear it, and who cancels will not."""
    subject, heard = make(), []

    def hear(who: str) -> Any:
        return subject.subscribe("Paid", lambda event: heard.append(who))

    early = hear("early")
    subject.subscribe("Placed", publishing(subject, "Paid"))
    subject.subscribe("Placed", lambda event: [early.cancel(), hear("late")])
    subject.publish(Event("Placed"))
    same(heard, ["late"], "who heard the event that waited")


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
    group: ExceptionGroup[Exception] = raises(ExceptionGroup, subject.publish, Event("Paid"))
    same([n for n in ("fail", "charge") if n not in str(group)], [], f"names missing in '{group}'")


@bus.case()
def nothing_lost_in_failure(make: Make) -> None:
    """A handler that publishes and then raises loses neither the event nor the error."""
    subject, heard = make(), []
    publish = publishing(subject, "Paid")
    subject.subscribe("Placed", lambda event: [publish(event), fail(event)])
    subject.subscribe("Paid", lambda event: heard.append("Paid"))
    raises(ExceptionGroup, subject.publish, Event("Placed"))
    same(heard, ["Paid"], "what was delivered after the failure")


@bus.case()
def errors_of_caused_events(make: Make) -> None:
    """An error in handling a caused event surfaces at the publish that set it off."""
    subject = make()
    subject.subscribe("Placed", publishing(subject, "Paid"))
    subject.subscribe("Paid", fail)
    group: ExceptionGroup[Exception] = raises(ExceptionGroup, subject.publish, Event("Placed"))
    same([type(error) for error in group.exceptions], [ValueError], "the errors in the group")


@bus.case()
def errors_are_not_kept(make: Make) -> None:
    """An error is raised once: the next publish starts clean, and delivers."""
    subject, heard = make(), []
    subject.subscribe("Placed", fail)
    subject.subscribe("Paid", lambda event: heard.append(event.id))
    raises(ExceptionGroup, subject.publish, Event("Placed"))
    subject.publish(Event("Paid", id="1"))
    same(heard, ["1"], "what was delivered after the failure")


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
    subject, left = make(), [Event("Counted") for _ in range(5_000)]
    subject.subscribe("Counted", lambda event: subject.publish(left.pop()) if left else None)
    subject.publish(Event("Counted"))
    same(len(left), 0, "how many of the chain were not reached")


@bus.case()
def interruption_passes(make: Make) -> None:
    """A BaseException such as Ctrl-C stops the delivery at once and comes out as it is."""
    subject, heard = make(), []
    subject.subscribe("Paid", interrupt)
    subject.subscribe("Paid", lambda event: heard.append("after"))
    raises(Stop, subject.publish, Event("Paid"))
    same(heard, [], "who ran after the interruption")


@bus.case()
def interruption_loses_nothing(make: Make) -> None:
    """What was pending when a BaseException passed is delivered, first, by the next publish."""
    subject, heard = make(), []
    subject.subscribe("Placed", publishing(subject, "Paid"))
    subject.subscribe("Placed", interrupt)
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
    same(subject.on("Paid")(handler) is handler, True, "whether the function is what it was")
    subject.publish(Event("Paid", id="1"))
    same(heard, ["1"], "what the handler heard")


@bus.case()
def threads(make: Make) -> None:
    """Several threads publish at the same moment, and no event is lost or handled twice."""
    subject, heard, together = make(), [], threading.Barrier(4, timeout=LIMIT)
    subject.subscribe("Placed", lambda event: together.wait())  # all four are inside publish
    subject.subscribe("Placed", lambda e: e.data and subject.publish(Event("Paid", id=e.id)))
    subject.subscribe("Paid", lambda event: heard.append(event.id))

    def publish(worker: str) -> None:
        for number in range(20):
            subject.publish(Event("Placed", {"worker": worker}, id=f"{worker}{number}"))

    in_threads([partial(publish, worker) for worker in "ABCD"])
    same(sorted(heard), sorted(f"{w}{n}" for w in "ABCD" for n in range(20)), "what was handled")


@bus.case()
def threads_do_not_wait(make: Make) -> None:
    """publish returns with its own events handled, also while another thread is delivering."""
    subject, heard = make(), []
    other: Any = threading.Thread(target=subject.publish, args=[Event("Paid")], daemon=True)
    elsewhere = lambda e: e.type == "Placed" and [other.start(), other.join(LIMIT)]  # noqa: E731
    subject.subscribe("Placed", publishing(subject, "Shipped"))
    subject.subscribe("Placed", elsewhere)
    subject.subscribe("*", lambda event: heard.append(event.type))
    subject.publish(Event("Placed"))
    same(heard, ["Paid", "Placed", "Shipped"], "the order in which the three were handled")
