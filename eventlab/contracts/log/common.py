"""What the cases of a log have in common: the contract that they add themselves to."""

from itertools import count as counter
from typing import Any

from eventlab.contracts import Broken, Contract
from eventlab.event import Event
from eventlab.log import Record

log = Contract("log")

_HASHES = counter()


class Elsewhere(str):
    """A key as other processes see it: the same text, another `hash()` each time."""

    def __hash__(self) -> int:
        return next(_HASHES)


def fill(subject: Any, count: int) -> list[str]:
    """Append `count` events under as many keys, and return their ids."""
    for number in range(count):
        subject.append(Event("Paid", id=f"{number}"), key=f"order-{number}")
    return [f"{number}" for number in range(count)]


def drain(*members: Any) -> list[Record]:
    """Poll all members in turn until none has anything more."""
    found: list[Record] = []
    while fresh := [record for member in members for record in member.poll(100)]:
        found += fresh
        if len(found) > 2_000:
            raise Broken("polling returns the same records again and again")
    return found


def owned(newcomer: Any) -> int:
    """Return a partition that the newcomer polls from."""
    for record in drain(newcomer):
        return record.partition
    raise Broken("a newcomer gets a partition with its records; this one polled nothing")


def ids(records: list[Record]) -> list[str]:
    """Return the events' ids in a fixed order."""
    return sorted((record.event.id for record in records), key=int)
