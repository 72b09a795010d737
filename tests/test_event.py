"""An event: what it refuses, why it cannot change, and when two are equal."""

import copy
import dataclasses
import enum
import pickle
import time
from collections import ChainMap
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from types import MappingProxyType

import pytest

from eventlab import Event

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def paid(data=(), **attributes):
    return Event("OrderPaid", dict(data), **({"id": "7", "time": NOON} | attributes))


# What an event is when nothing is said.


def test_an_event_needs_only_a_type():
    event = Event("OrderPaid")
    assert (event.type, event.data, event.extensions) == ("OrderPaid", {}, {})
    assert (event.subject, event.dataschema, event.causation_id) == (None, None, None)
    assert event.source == "/eventlab"
    assert event.time.utcoffset() == timedelta(0)
    assert abs(datetime.now(UTC) - event.time) < timedelta(minutes=1)


def test_only_the_type_and_the_data_are_told_by_their_place():
    with pytest.raises(TypeError, match="positional"):
        Event("OrderPaid", {}, "7")


def test_every_event_has_an_id_of_its_own():
    assert len({Event("OrderPaid").id for _ in range(100)}) == 100


def test_an_event_that_nothing_led_to_begins_a_correlation():
    event = Event("OrderPlaced", id="7")
    assert (event.correlation_id, event.causation_id) == ("7", None)


def test_a_follow_up_keeps_the_correlation_and_names_its_cause():
    placed = Event("OrderPlaced", {"order": 7}, source="/shop", subject="order/7")
    paid = placed.caused("OrderPaid", {"amount": 30})
    shipped = paid.caused("OrderShipped")
    assert (paid.type, paid.data, shipped.data) == ("OrderPaid", {"amount": 30}, {})
    assert {placed.correlation_id, paid.correlation_id, shipped.correlation_id} == {placed.id}
    assert (paid.causation_id, shipped.causation_id) == (placed.id, paid.id)
    assert len({placed.id, paid.id, shipped.id}) == 3
    assert (paid.source, paid.subject) == ("/shop", None)


def test_a_follow_up_takes_further_attributes_but_not_another_cause():
    follow_up = paid().caused("OrderShipped", source="/depot", subject="parcel/1", id="8")
    assert (follow_up.source, follow_up.subject, follow_up.id) == ("/depot", "parcel/1", "8")
    with pytest.raises(TypeError, match="causation_id"):
        paid().caused("OrderShipped", causation_id="5")


# It cannot change.

CHANGES = {
    "an item set": lambda event: event.data.__setitem__("amount", 0),
    "an item deleted": lambda event: event.data.__delitem__("amount"),
    "|=": lambda event: event.data.__ior__({"amount": 0}),
    "update": lambda event: event.data.update(amount=0),
    "setdefault": lambda event: event.data.setdefault("new", 0),
    "pop": lambda event: event.data.pop("amount"),
    "popitem": lambda event: event.data.popitem(),
    "clear": lambda event: event.data.clear(),
    "a nested dict": lambda event: event.data["address"].update(city="Ulm"),
    "a dict in a list": lambda event: event.data["lines"][0].clear(),
    "an item of a list": lambda event: event.data["lines"].__setitem__(0, "x"),
    "extensions": lambda event: event.extensions.update(priority=9),
    "extensions that are empty": lambda event: Event("A", extensions={}).extensions.update(a=1),
    "data that is empty": lambda event: Event("A").data.update(a=1),
    "data read from JSON": lambda event: Event.from_json(event.to_json()).data["lines"][0].clear(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_nothing_in_an_event_can_be_changed(change):
    data = {"amount": 30, "address": {"city": "Bonn"}, "lines": [{"sku": "tea"}, [1, [2]]]}
    event = paid(data, extensions={"priority": 1})
    before = event.to_json()
    with pytest.raises((TypeError, AttributeError)):
        change(event)
    assert event.to_json() == before


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(Event)])
def test_no_attribute_of_an_event_can_be_set_or_deleted(field):
    event = paid()
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(event, field, "other")
    with pytest.raises(dataclasses.FrozenInstanceError):
        delattr(event, field)


def test_the_refusal_says_what_to_do_instead():
    refusal = "^an event's data cannot change: publish a new event instead$"
    data = paid({"amount": 30}).data
    with pytest.raises(TypeError, match=refusal):
        data["amount"] = 0
    with pytest.raises(TypeError, match=refusal):
        data.clear()


def test_what_the_publisher_changes_later_is_not_in_the_event():
    lines, extensions = [{"sku": "tea"}], {"priority": 1}
    event = paid({"lines": lines}, extensions=extensions)
    lines[0]["sku"] = "coffee"
    lines.append("sugar")
    extensions["priority"] = 9
    assert event.data == {"lines": ({"sku": "tea"},)}
    assert event.extensions == {"priority": 1}


def test_lists_are_tuples_at_every_depth():
    assert paid({"lines": [1, [2, [3]]], "more": ([4],)}).data == {
        "lines": (1, (2, (3,))),
        "more": ((4,),),
    }


@pytest.mark.parametrize("wrap", [MappingProxyType, ChainMap, dict])
def test_any_mapping_will_do_as_data(wrap):
    event = Event("OrderPaid", wrap({"amount": wrap({"cents": 30})}))
    assert event.data == {"amount": {"cents": 30}}
    assert isinstance(hash(event), int)


# Equality, hash, copies.


def test_events_with_equal_attributes_are_equal_and_count_once_in_a_set():
    one, same = paid({"lines": [{"sku": "tea"}]}), paid({"lines": ({"sku": "tea"},)})
    assert one is not same
    assert one == same
    assert len({one, same}) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"id": "8"},
        {"source": "/other"},
        {"subject": "order/7"},
        {"time": NOON + timedelta(microseconds=1)},
        {"dataschema": "/schema"},
        {"correlation_id": "1"},
        {"causation_id": "1"},
        {"extensions": {"priority": 1}},
        {"data": {"amount": 31}},
    ],
    ids=lambda other: next(iter(other)),
)
def test_events_that_differ_in_one_attribute_differ(other):
    assert paid(other.pop("data", {"amount": 30}), **other) != paid({"amount": 30})


def test_the_order_of_keys_makes_no_difference():
    assert paid({"a": 1, "b": 2}) == paid({"b": 2, "a": 1})
    assert hash(paid({"a": 1, "b": 2})) == hash(paid({"b": 2, "a": 1}))


def test_data_that_differ_have_different_hashes():
    assert len({hash(paid({"amount": n}).data) for n in range(100)}) == 100


def test_an_event_is_not_equal_to_anything_else():
    assert paid() != {"type": "OrderPaid"}
    assert paid() != "OrderPaid"


COPIES = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda event: pickle.loads(pickle.dumps(event)),
    "replace": dataclasses.replace,
    "JSON": lambda event: Event.from_json(event.to_json()),
}


@pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
def test_a_copy_is_equal_and_cannot_be_changed_either(copied):
    event = paid({"lines": [{"sku": "tea"}]}, subject="order/7", extensions={"priority": 1})
    twin = copied(event)
    assert (twin, hash(twin)) == (event, hash(event))
    with pytest.raises(TypeError):
        twin.data["lines"][0]["sku"] = "coffee"


def test_data_taken_out_of_an_event_can_be_extended_into_a_plain_dict():
    extended = paid({"amount": 30}).data | {"currency": "EUR"}
    extended["amount"] = 31
    assert {**paid({"amount": 30}).data, "amount": 31, "currency": "EUR"} == extended


def test_the_repr_shows_what_tells_events_apart():
    assert repr(paid({"amount": 30})) == "Event('OrderPaid', {'amount': 30}, id='7')"


# Values that stand for others.


class Topic(enum.StrEnum):
    PAID = "OrderPaid"


class OldTopic(str, enum.Enum):  # noqa: UP042  str() of this one is "OldTopic.PAID"
    PAID = "OrderPaid"


class Level(enum.IntEnum):
    HIGH = 3


class Text(str):
    pass


class Ratio(float):
    def __float__(self):
        return 99.0


@pytest.mark.parametrize("topic", [Topic.PAID, OldTopic.PAID, Text("OrderPaid")])
def test_an_enum_is_kept_as_the_text_it_stands_for(topic):
    event = Event(topic, {topic: topic}, id=topic, subject=topic, extensions={"topic": topic})
    assert type(event.type) is type(event.id) is type(event.subject) is str
    assert event.type == event.id == event.correlation_id == "OrderPaid"
    assert event.data == {"OrderPaid": "OrderPaid"}
    assert type(event.data["OrderPaid"]) is type(next(iter(event.data))) is str
    assert event.extensions == {"topic": "OrderPaid"}
    assert Event.from_json(event.to_json()) == event


def test_numbers_of_other_kinds_are_kept_as_plain_numbers():
    data = paid({"level": Level.HIGH, "ratio": Ratio(0.5), "yes": True}).data
    assert data == {"level": 3, "ratio": 0.5, "yes": True}
    assert [type(value) for value in data.values()] == [int, float, bool]


def test_a_time_is_kept_in_utc_whatever_zone_it_was_given_in():
    event = paid(time=datetime(2026, 3, 1, 14, tzinfo=timezone(timedelta(hours=2))))
    assert event.time.tzinfo is UTC
    assert event == paid(time=NOON)
    assert hash(event) == hash(paid(time=NOON))


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has one time zone for all")
def test_a_time_is_kept_in_utc_wherever_the_machine_is(monkeypatch):
    monkeypatch.setenv("TZ", "XYZ-5")
    time.tzset()
    try:
        event = paid(time=datetime(2026, 3, 1, 14, tzinfo=timezone(timedelta(hours=2))))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert (event.time, event.time.tzinfo) == (NOON, UTC)


class Autumn(tzinfo):
    """The zone in the hour that comes twice: first two hours ahead of UTC, then one."""

    def utcoffset(self, when):
        return timedelta(hours=1 if when.fold else 2)


def test_the_hour_that_comes_twice_in_autumn_is_two_different_hours():
    first = datetime(2026, 10, 25, 2, 30, tzinfo=Autumn())
    events = [paid(time=first.replace(fold=fold)) for fold in (0, 1)]
    assert [event.time.hour for event in events] == [0, 1]
    assert [Event.from_json(event.to_json()) for event in events] == events


def test_a_datetime_of_another_library_becomes_a_plain_one():
    class Stamp(datetime):
        pass

    event = paid(time=Stamp(2026, 3, 1, 12, tzinfo=UTC))
    assert type(event.time) is datetime
    assert event == paid(time=NOON)
