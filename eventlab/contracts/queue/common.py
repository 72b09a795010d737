"""What the cases of a queue have in common: the contract that they add themselves to."""

from typing import Any

from eventlab.clock import VirtualClock
from eventlab.contracts import Broken, Contract, Make
from eventlab.event import Event

queue = Contract("queue")


def start(make: Make, **settings: Any) -> tuple[Any, Any]:
    """Make a queue and the clock that it goes by."""
    settings = {"lease": 30.0, "max_attempts": 5, "clock": VirtualClock(1000.0), **settings}
    return make(**settings), settings["clock"]


def put(subject: Any, ids: str, **options: Any) -> None:
    """Put one event for each of the ids, one at a time."""
    for id in ids.split():
        subject.put(Event("Paid", id=id), **options)


def got(subject: Any) -> Any:
    """Get a delivery, where there must be one."""
    if (delivery := subject.get()) is None:
        raise Broken("get found nothing, and an event was ready")
    return delivery


def take(subject: Any) -> str:
    """Get whatever is ready, without an ack, and return the ids."""
    found: list[str] = []
    while len(found) < 20 and (delivery := subject.get()):
        found.append(delivery.event.id)
    return " ".join(found)


def work(subject: Any) -> str:
    """Get and ack, one at a time, until nothing is ready, and return the ids."""
    found: list[str] = []
    while len(found) < 20 and (delivery := subject.get()):
        found.append(delivery.event.id)
        subject.ack(delivery)
    return " ".join(found)
