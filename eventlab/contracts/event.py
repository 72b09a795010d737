"""The contract of an event. `make(type, data={}, **attributes)` returns one, as its class does."""

import json
import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from eventlab.contracts import Contract, Make, raises, same

event = Contract("event")

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
GIVEN: dict[str, Any] = {"id": "7", "source": "/shop", "time": NOON}
DATA = {"order": 7, "items": ["tea", {"name": "cup", "sizes": [1, 2]}], "to": {"city": "Riga"}}
CHANGES: dict[str, Callable[[Any], Any]] = {
    "data.update(order=8)": lambda data: data.update(order=8),
    "data.pop('order')": lambda data: data.pop("order"),
    "data['to'].update(city='Rome')": lambda data: data["to"].update(city="Rome"),
    "del data['order']": lambda data: data.__delitem__("order"),
    "data.popitem()": lambda data: data.popitem(),
    "data.setdefault('rush', True)": lambda data: data.setdefault("rush", True),
    "data['items'].append('cake')": lambda data: data["items"].append("cake"),
    "data['items'][0] = 'cake'": lambda data: data["items"].__setitem__(0, "cake"),
    "data['items'][1].clear()": lambda data: data["items"][1].clear(),
    "data['items'][1]['name'] = 'mug'": lambda data: data["items"][1].__setitem__("name", "mug"),
    "data['items'][1]['sizes'].reverse()": lambda data: data["items"][1]["sizes"].reverse(),
    "data['to'] |= {'city': 'Rome'}": lambda data: data["to"].__ior__({"city": "Rome"}),
}


def fresh() -> dict[str, Any]:
    """Make the data of an order anew, nested as a publisher's own objects are."""
    copy: dict[str, Any] = json.loads(json.dumps(DATA))
    return copy


def plain(value: Any) -> Any:
    """Return dicts and lists for whatever stands for them in an event's data."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


@event.case(core=True)
def attributes_stay(make: Make) -> None:
    """No attribute can be assigned or deleted: an event is as it was made."""
    subject = make("OrderPlaced", fresh(), **GIVEN)
    for name in ("type", "data", "id", "source", "time"):
        raises(AttributeError, setattr, subject, name, getattr(subject, name))
        raises(AttributeError, delattr, subject, name)


@event.case(core=True)
def owns_its_data(make: Make) -> None:
    """What the publisher does afterwards to its own objects changes no event."""
    given = fresh()
    given["pair"] = (["left"], "right")
    subject = make("OrderPlaced", given)
    given["items"][1]["sizes"].append(3)
    given["to"]["city"] = "Rome"
    given["pair"][0].append("third")
    del given["order"]
    same(plain(subject.data), {**DATA, "pair": [["left"], "right"]}, "the data of the event")


@event.case(core=True)
def frozen_all_the_way_down(make: Make) -> None:
    """Whatever a handler tries on the data, at any depth, it stays as it was."""
    for said, change in CHANGES.items():
        subject = make("OrderPlaced", fresh())
        with suppress(TypeError, AttributeError):
            change(subject.data)
        same(plain(subject.data), DATA, f"the data after {said}")


@event.case(core=True)
def equal_by_value(make: Make) -> None:
    """Two events are equal when all that they say is equal, and otherwise not."""
    one = make("OrderPlaced", fresh(), **GIVEN)
    same(one == make("OrderPlaced", fresh(), **GIVEN), True, "whether two of the same are equal")
    other = {"id": "8", "source": "/till", "time": NOON + timedelta(seconds=1)}
    others = [make("OrderPlaced", fresh(), **{**GIVEN, n: v}) for n, v in other.items()]
    others += [make("OrderPaid", fresh(), **GIVEN), make("OrderPlaced", {"order": 7}, **GIVEN)]
    same([one == each for each in others], [False] * 5, "which are equal of id, source, time, ...")
    same(one == "OrderPlaced", False, "whether an event is equal to a text")


@event.case(core=True)
def equal_hashes(make: Make) -> None:
    """Equal events have equal hashes, in whatever order their data is written."""
    data = fresh()
    one = make("OrderPlaced", data, **GIVEN)
    two = make("OrderPlaced", dict(reversed(data.items())), **GIVEN)
    same(len({one, two}), 1, "how many of two equal events a set holds")


@event.case(core=True)
def time_has_a_zone(make: Make) -> None:
    """The time is the present, in UTC, if none is given; one without a time zone is refused."""
    before = datetime.now(UTC)
    found = make("OrderPlaced").time
    same(before <= found <= datetime.now(UTC), True, "whether the time is the present")
    same(found.utcoffset(), timedelta(0), "how far the time is from UTC")
    error = raises(ValueError, make, "OrderPlaced", time=NOON.replace(tzinfo=None))
    same("time" in str(error), True, f"whether '{error}' names the field")


@event.case(core=True)
def follow_ups(make: Make) -> None:
    """A follow-up has an id of its own, its cause's id, and the correlation of the first."""
    placed = make("OrderPlaced", fresh(), id="7")
    paid = placed.caused("OrderPaid", {"amount": 30})
    shipped = paid.caused("OrderShipped")
    found = [(each.correlation_id, each.causation_id) for each in (placed, paid, shipped)]
    same(found, [("7", None), ("7", "7"), ("7", paid.id)], "correlation and cause of the three")
    same((paid.type, plain(paid.data)), ("OrderPaid", {"amount": 30}), "what the second says")
    same(len({placed.id, paid.id, shipped.id}), 3, "how many ids the three have")


@event.case(core=True)
def there_and_back(make: Make) -> None:
    """It is written as CloudEvents 1.0 JSON, and read back as an equal event."""
    subject = make("OrderPlaced", **GIVEN).caused("OrderPaid", fresh(), id="8", time=NOON)
    written = json.loads(subject.to_json())
    same(datetime.fromisoformat(written["time"]), NOON, "the time that was written")
    wanted: dict[str, Any] = {"specversion": "1.0", "type": "OrderPaid", "data": DATA}
    wanted |= {"id": "8", "source": "/shop", "correlationid": "7", "causationid": "7"}
    same({name: written.get(name) for name in wanted}, wanted, "what was written")
    same(type(subject).from_json(subject.to_json()) == subject, True, "whether it came back equal")


@event.case()
def ids_of_their_own(make: Make) -> None:
    """Two events for which no id is given have two ids, also when they say the same."""
    ids = {make("OrderPlaced", {"order": 7}).id for _ in range(100)}
    same(len(ids), 100, "how many ids 100 events have")


@event.case()
def one_moment(make: Make) -> None:
    """The same moment, told in two time zones, makes equal events."""
    there = NOON.astimezone(timezone(timedelta(hours=2)))
    one, two = make("OrderPlaced", **GIVEN), make("OrderPlaced", **{**GIVEN, "time": there})
    same((one == two, hash(one) == hash(two)), (True, True), "whether they and their hashes are")
    same(two.to_json() == one.to_json(), True, "whether they are written alike")


@event.case()
def follow_up_of_another(make: Make) -> None:
    """A follow-up speaks for the same source, unless it is told another."""
    placed = make("OrderPlaced", source="/shop")
    found = [placed.caused("OrderPaid").source, placed.caused("OrderPaid", source="/bank").source]
    same(found, ["/shop", "/bank"], "the sources of the follow-ups")


@event.case()
def refuses_what_json_has_no_form_for(make: Make) -> None:
    """Data that JSON cannot carry is refused at once, and the error names it."""
    for value in ({"tea"}, b"tea", object(), {7: "tea"}, NOON):
        error: Exception = raises(TypeError, make, "OrderPlaced", {"items": [value]})
        same("items" in str(error), True, f"whether '{error}' names the place")
    for number in (math.nan, math.inf):
        error = raises(ValueError, make, "OrderPlaced", {"items": [number]})
        same("items" in str(error), True, f"whether '{error}' names the place")


@event.case()
def refuses_what_has_no_end(make: Make) -> None:
    """Data that contains itself is refused by a ValueError, not by an overflowing stack."""
    items: list[Any] = ["tea"]
    items.append(items)
    raises(ValueError, make, "OrderPlaced", {"items": items})


@event.case()
def refuses_empty_names(make: Make) -> None:
    """Type, id and source are texts that are not empty, or the error names the field."""
    for name in ("type", "id", "source"):
        for value, kind in (("", ValueError), (7, TypeError)):
            error = raises(kind, lambda given: make(**given), {"type": "Paid", name: value})
            same(name in str(error), True, f"whether '{error}' names the field")


@event.case()
def reads_what_others_write(make: Make) -> None:
    """Attributes that it does not know are kept, and null is the same as absent."""
    read = type(make("OrderPlaced")).from_json
    written = {"specversion": "1.0", "id": "7", "source": "/shop", "type": "OrderPlaced"}
    subject = read(json.dumps({**written, "subject": None, "traceid": "abc"}).encode())
    found = json.loads(subject.to_json())
    same((found.get("traceid"), "subject" in found), ("abc", False), "what is written again")


@event.case()
def refuses_what_is_no_event(make: Make) -> None:
    """A document that is no CloudEvent 1.0, or whose data is no object, is a ValueError."""
    read = type(make("OrderPlaced")).from_json
    right = {"specversion": "1.0", "id": "7", "source": "/shop", "type": "Paid", "data": {}}
    raises(ValueError, read, b"{")
    raises(ValueError, read, b"[]")
    for name in ("specversion", "id", "source", "type"):
        raises(ValueError, read, json.dumps({n: v for n, v in right.items() if n != name}).encode())
    for name, value in (("specversion", "0.3"), ("data", []), ("time", "today")):
        raises(ValueError, read, json.dumps({**right, name: value}).encode())
