"""The contract of a schema registry. `make()` returns a new one, which knows no payload.

Every service has a registry of its own: what one has written, another one reads, maybe years later.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, make_dataclass
from typing import Any

from eventlab.contracts import Contract, Make, raises, same
from eventlab.event import Event

schema = Contract("schema")
Data = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """A payload inside another one."""

    sku: str


def payload(*fields: Any) -> type[Any]:
    """Make a frozen payload class of (name, type) and (name, type, default) fields."""
    return make_dataclass("Paid", fields, frozen=True)


def first() -> type[Any]:
    """Make the first version: an order and its total."""
    return payload(("order", int), ("total", int))


def service(make: Make, cls: type[Any], *steps: Callable[[Data], Data], type: str = "Paid") -> Any:
    """Return a registry with that class as its newest version, and the steps that lead there."""
    subject = make()
    for version, step in enumerate(steps, 1):
        subject.upcaster(type, version)(step)
    subject.register(type, len(steps) + 1)(cls)
    return subject


def written(make: Make, **values: Any) -> Event:
    """Return an event as it is stored, written in the first version."""
    cls = first()
    event: Event = service(make, cls).event(cls(**{"order": 7, "total": 30} | values))
    return Event.from_json(event.to_json())


def changed(event: Event, **values: Any) -> Event:
    """Return an event of the same version with other data; `...` leaves a field out."""
    data = {name: value for name, value in ({**event.data, **values}).items() if value is not ...}
    return Event(event.type, data, dataschema=event.dataschema)


def rename(data: Data) -> Data:
    """Lead from the first version to the second: the total is called amount."""
    return {"order": data["order"], "amount": data["total"]}


def in_euros(data: Data) -> Data:
    """Lead from the second version to the third: an amount has a currency."""
    return {**data, "currency": "EUR"}


@schema.case(core=True)
def round_trip(make: Make) -> None:
    """What was written is read as an equal payload, also after a way through JSON."""
    cls = payload(("order", int), ("name", str), ("gift", bool, False))
    subject = service(make, cls)
    event = Event.from_json(subject.event(cls(7, "Ada")).to_json())
    same((event.type, subject.read(event)), ("Paid", cls(7, "Ada")), "what was read")


@schema.case(core=True)
def missing(make: Make) -> None:
    """A field without a default must be there: else the event is refused, and the field named."""
    event = changed(written(make), total=...)
    error = raises(ValueError, service(make, first()).read, event)
    same("total" in str(error), True, f"whether '{error}' names the field `total`")


@schema.case(core=True)
def defaults(make: Make) -> None:
    """A field with a default may be missing; a value that is there counts, also an empty one."""
    cls = payload(("order", int), ("note", str, "none"))
    subject, event = service(make, cls), written(make)
    same(subject.read(event), cls(7, "none"), "what was read without a note")
    same(subject.read(changed(event, note="")), cls(7, ""), "what was read with an empty note")


@schema.case(core=True)
def wrong_type(make: Make) -> None:
    """A value of another type is refused and not converted; True is no number either."""
    subject, event = service(make, first()), written(make)
    for total in ("30", None, True, 30.5):
        error = raises(ValueError, subject.read, changed(event, total=total))
        same("total" in str(error), True, f"whether '{error}' names the field `total`")


@schema.case(core=True)
def tolerant(make: Make) -> None:
    """A field that the reader does not know is skipped: a writer may add some."""
    cls = first()
    event = changed(written(make), currency="EUR")
    same(service(make, cls).read(event), cls(7, 30), "what was read")


@schema.case(core=True)
def refused_at_the_writer(make: Make) -> None:
    """A payload that does not fit its own schema is not written."""
    cls = first()
    error = raises(ValueError, service(make, cls).event, cls(7, "thirty"))
    same("total" in str(error), True, f"whether '{error}' names the field `total`")


@schema.case(core=True)
def step_by_step(make: Make) -> None:
    """Old events are led up step by step from their version; reading changes nothing in them."""
    newest = payload(("order", int), ("amount", int), ("currency", str))
    second = payload(("order", int), ("amount", int))
    subject, old = service(make, newest, rename, in_euros), written(make)
    before = old.to_json()
    same(subject.read(old), newest(7, 30, "EUR"), "what was read of version 1")
    middle = service(make, second, rename).event(second(8, 40))
    same(subject.read(middle), newest(8, 40, "EUR"), "what was read of version 2")
    same(old.to_json(), before, "the stored event after it was read")


@schema.case()
def missing_step(make: Make) -> None:
    """A version that stored events could not reach is refused when it is registered."""
    subject = make()
    subject.upcaster("Paid", 2)(in_euros)
    error = raises(ValueError, lambda: subject.register("Paid", 3)(first()))
    same("1" in str(error), True, f"whether '{error}' names the missing step, from version 1")


@schema.case()
def in_any_order(make: Make) -> None:
    """The newest version is the highest, in whatever order versions are registered."""
    newest = payload(("order", int), ("amount", int))
    subject = service(make, newest, rename)
    subject.register("Paid", 1)(first())
    same(subject.read(written(make)), newest(7, 30), "what was read")


@schema.case()
def without_a_version(make: Make) -> None:
    """An event that says nothing of its schema is taken for version 1."""
    newest = payload(("order", int), ("amount", int))
    event = Event("Paid", {"order": 7, "total": 30})
    same(service(make, newest, rename).read(event), newest(7, 30), "what was read")


@schema.case()
def from_the_future(make: Make) -> None:
    """An event of a version that is newer than all known is read as the newest known."""
    cls, newer = first(), payload(("order", int), ("total", int), ("currency", str))
    event = service(make, newer, dict).event(newer(7, 30, "EUR"))
    same(service(make, cls).read(event), cls(7, 30), "what was read")


@schema.case()
def types_apart(make: Make) -> None:
    """Two types have their versions and upcasters each for itself."""
    paid, placed = payload(("order", int), ("amount", int)), payload(("sum", int))
    subject = service(make, paid, rename)
    subject.upcaster("Placed", 1)(lambda data: {"sum": data["total"]})
    subject.register("Placed", 2)(placed)
    found = [subject.read(Event(type, written(make).data)) for type in ("Paid", "Placed")]
    same(found, [paid(7, 30), placed(30)], "what was read")


@schema.case()
def another_schema(make: Make) -> None:
    """An event whose dataschema is that of another type is refused."""
    cls = first()
    event = service(make, cls, type="Refunded").event(cls(7, 30))
    strange = Event("Paid", event.data, dataschema=event.dataschema)
    raises(ValueError, service(make, first()).read, strange)


@schema.case()
def unknown_type(make: Make) -> None:
    """An event of a type that is not registered is refused by a LookupError that names it."""
    error = raises(LookupError, service(make, first()).read, Event("Shipped"))
    same("Shipped" in str(error), True, f"whether '{error}' names the type `Shipped`")


@schema.case()
def taken(make: Make) -> None:
    """A version, and a step, is registered once: the second one is refused."""
    subject = service(make, first(), dict)
    raises(ValueError, lambda: subject.register("Paid", 2)(payload(("order", str))))
    raises(ValueError, lambda: subject.upcaster("Paid", 1)(rename))


@schema.case()
def failing_step(make: Make) -> None:
    """When a step fails, the event is refused, with the step and its error."""

    def lead_on(data: Data) -> Data:
        return {"amount": data["price"]}

    subject = service(make, payload(("amount", int)), lead_on)
    told = str(raises(ValueError, subject.read, written(make)))
    wanted = ("lead_on", "price")
    same([word for word in wanted if word not in told], [], f"words missing in '{told}'")


@schema.case()
def inside(make: Make) -> None:
    """What is wrong inside a payload in a payload is named with the way to it."""
    subject = service(make, payload(("lines", tuple[Line, ...])))
    event = Event("Paid", {"lines": [{"sku": "tea"}, {"sku": 5}]})
    error = raises(ValueError, subject.read, event)
    same("lines[1].sku" in str(error), True, f"whether '{error}' names lines[1].sku")


@schema.case()
def same_event(make: Make) -> None:
    """upcast returns the same event with newer data: all else stays; a second time, too."""
    subject, old = service(make, payload(("order", int), ("amount", int)), rename), written(make)
    newer = subject.upcast(old)
    same(newer.data, {"order": 7, "amount": 30}, "the newer data")
    kept = ("id", "source", "time", "correlation_id", "causation_id", "subject", "extensions")
    lost = [name for name in kept if getattr(newer, name) != getattr(old, name)]
    same(lost, [], "the attributes that changed")
    same(subject.upcast(newer), newer, "the event after a second upcast")
