"""Scenario: who takes part, what is sent, what lies outside, and what must hold in the end."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from eventlab.event import Event
from eventlab.sim.checkers import Property, Verdict, effects_per_intent
from eventlab.sim.durable import database
from eventlab.sim.history import History
from eventlab.sim.network import Message, Planned
from eventlab.sim.outside import Make, service
from eventlab.sim.program import Program
from eventlab.sim.schedule import Schedule, Turn
from eventlab.sim.world import Run, World, view

_NAME = re.compile(r'[^:"\\\n]+')
_ID = re.compile(r'[^\s\[\]>:"\\]+')
_WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def _paid(id: str, customer: str) -> Event:
    data = {"customer": customer, "amount": 5}
    return Event("OrderPaid", data, id=id, source="/shop", time=_WHEN)


ORDERS = (_paid("A", "ada"), _paid("B", "bob"), _paid("C", "ada"))
"""Three events; of two of them the payload is the same, though Ada has bought twice."""

SHOP: Mapping[str, Make] = {
    "db": database(
        "CREATE TABLE seen (id TEXT PRIMARY KEY);"
        "CREATE TABLE receipts (id TEXT);"
        "CREATE TABLE paid (id TEXT PRIMARY KEY);"
        "CREATE TABLE inbox (source, id, PRIMARY KEY (source, id));",
        effects="SELECT id FROM receipts UNION ALL SELECT id FROM paid",
    ),
    "mail": service("send"),
    "payment": service("charge", "refund"),
    "seen": set,
}
"""A database with four tables, mail, payments, and a set that survives."""


def _by_id(event: Event) -> str:
    return event.id


def _no_key(event: Event) -> str:
    return ""


@dataclass(frozen=True, eq=False)
class Scenario:
    """A small world to run a consumer in.

    Args:
        name: what replay lines call it.
        consumer: a function, class or object (see `eventlab.sim.program`), or a dict of several
            by their names. Each gets every event, and all that is published.
        events: what is sent. Their ids name them in schedules: no blanks, no brackets, no ">".
        offers: what lies outside, by name: functions that make it anew for each run. Beside it
            a consumer may ask for `ack`, `queue`, `clock` and, if it is not alone, `publish`.
        properties: what must hold.
        intent: what the effects of an event are counted by.
        key: what an event must be in order with.
        observe: views by name: functions of what is offered. They are looked at whenever
            something lasting has happened.
        max_attempts: deliveries after which an event is given up.
        hears: which types of events a consumer gets, by its name; by default all of them.

    Raises:
        ValueError: no events, two of the same id, an id that a schedule could not be read with, or
            `hears` names no consumer.
        TypeError: a consumer asks for something that there is not.
    """

    name: str
    consumer: Any
    events: Iterable[Event] = ORDERS
    offers: Mapping[str, Make] = field(default_factory=lambda: SHOP)
    properties: Iterable[Property] = (effects_per_intent(),)
    intent: Callable[[Event], str] = _by_id
    key: Callable[[Event], str] = _no_key
    observe: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    max_attempts: int = 5
    hears: Mapping[str, Collection[str]] = field(default_factory=dict)
    programs: dict[str, Program] = field(init=False, repr=False)
    messages: dict[str, Message] = field(init=False, repr=False)
    views: dict[str, Any] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        several = isinstance(self.consumer, dict)
        consumers = self.consumer if several else {"consumer": self.consumer}
        offered = (*self.offers, "ack", "queue", "clock", *(["publish"] if several else []))
        made = {
            "events": tuple(self.events),
            "properties": tuple(self.properties),
            "programs": {name: Program(thing, offered) for name, thing in consumers.items()},
            "views": {name: view(look) for name, look in self.observe.items()},
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)
        messages = [m for event in self.events for m in self.addressed(event, event.id)]
        object.__setattr__(self, "messages", {message.label: message for message in messages})
        self._check()

    def _check(self) -> None:
        ids = [event.id for event in self.events]
        if not ids:
            raise ValueError(f"the scenario {self.name!r} has no events")
        if not _NAME.fullmatch(self.name):
            raise ValueError(
                f"the name {self.name!r} has characters that a replay line cannot hold"
            )
        if unknown := sorted({*self.hears} - {*self.programs}):
            raise ValueError(f"hears names {unknown[0]!r}; there is {', '.join(self.programs)}")
        for id in ids:
            if ids.count(id) > 1:
                raise ValueError(f"two events have the id {id!r}: a schedule could not tell them")
            if not _ID.fullmatch(id):
                raise ValueError(f"the id {id!r} has characters that schedules are written with")

    @property
    def labels(self) -> tuple[str, ...]:
        """What a turn can be called from the beginning, in the order of sending."""
        return tuple(self.messages)

    def __repr__(self) -> str:
        return f"Scenario({self.name!r})"

    def of(self, consumer: Any, name: str = "") -> "Scenario":
        """Return the same scenario with another consumer, and by another name if one is given."""
        return replace(self, consumer=consumer, name=name or self.name)

    def addressed(self, event: Event, name: str) -> list[Message]:
        """Return a message of the event for each consumer."""
        intent, several = self.intent(event), isinstance(self.consumer, dict)
        return [
            Message(f"{name}>{to}" if several else name, event, to, name, intent)
            for to in self.programs
            if event.type in self.hears.get(to, (event.type,))
        ]

    def sent(self, turns: Iterable[Turn]) -> dict[str, str]:
        """Return the intents of what these turns send, with their keys, in the order of sending."""
        labels = {turn.label for turn in turns}
        found = (m for label, m in self.messages.items() if label in labels)
        return {message.intent: self.key(message.event) for message in found}

    def run(self, schedule: Schedule) -> Run:
        """Run it once; what the schedule does not name is not sent."""
        return World(self, Planned(schedule)).run()

    def judge(self, history: History) -> list[Verdict]:
        """Hold what happened against the properties."""
        return [property.judge(history) for property in self.properties]
