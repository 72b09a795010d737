"""Payload schemas: what is written comes back, what does not fit is named, old is read as new."""

import enum
import pickle
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any, Literal, Union
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlab import Event, InvalidPayload, SchemaRegistry


class Status(enum.Enum):
    NEW = "new"
    PAID = "paid"


@dataclass(frozen=True)
class Line:
    sku: str
    price: int
    note: str = ""


@dataclass(frozen=True)
class Order:
    id: str
    total: int
    lines: tuple[Line, ...] = ()
    prices: dict[str, Line] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    anything: Any = None


@pytest.fixture
def registry():
    registry = SchemaRegistry()
    registry.register("OrderPlaced")(new_class(Order))
    return registry


def new_class(cls):
    """Return the dataclass anew: a class is registered once."""
    return dataclass(frozen=True)(type(cls.__name__, (cls,), {"__annotations__": {}}))


def placed(data, **attributes):
    return Event("OrderPlaced", data, **attributes)


# Writing and reading.


@dataclass(frozen=True)
class Everything:
    flag: bool
    number: int
    share: float
    text: str
    raw: bytes
    at: datetime
    day: date
    clock: time
    span: timedelta
    uid: UUID
    price: Decimal
    status: Status
    size: Literal["s", "m"]
    maybe: int | None
    either: Union[int, str]  # noqa: UP007  both spellings are read
    items: list[int]
    pair: tuple[int, str]
    many: tuple[Line, ...]
    tags: frozenset[str]
    by_name: dict[str, Line]
    by_number: dict[int, bool]
    nested: Line
    defaulted: str = "default"


ALL = SchemaRegistry()
ALL.register("Everything")(Everything)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
integers = st.integers(-(2**63), 2**63 - 1)
lines = st.builds(Line, texts, integers, texts)
everything = st.builds(
    Everything,
    flag=st.booleans(),
    number=integers,
    share=st.floats(allow_nan=False, allow_infinity=False),
    text=texts,
    raw=st.binary(max_size=5),
    at=st.datetimes(timezones=st.sampled_from([None, UTC, timezone(timedelta(minutes=330))])),
    day=st.dates(),
    clock=st.times(),
    span=st.timedeltas(),
    uid=st.uuids(),
    price=st.decimals(allow_nan=False, allow_infinity=False),
    status=st.sampled_from(Status),
    size=st.sampled_from(["s", "m"]),
    maybe=st.none() | integers,
    either=integers | texts,
    items=st.lists(integers, max_size=3),
    pair=st.tuples(integers, texts),
    many=st.lists(lines, max_size=2).map(tuple),
    tags=st.frozensets(texts, max_size=3),
    by_name=st.dictionaries(texts, lines, max_size=2),
    by_number=st.dictionaries(integers, st.booleans(), max_size=2),
    nested=lines,
    defaulted=texts,
)


@given(everything)
def test_what_was_written_is_what_is_read_also_through_json(payload):
    event = ALL.event(payload)
    assert ALL.read(event) == payload
    assert ALL.read(Event.from_json(event.to_json())) == payload


def test_an_event_takes_an_instance_for_its_data():
    payload = Line("tea", 5)
    registry = SchemaRegistry()
    registry.register("LineAdded")(Line)
    event = Event("LineAdded", payload)
    assert event.data == {"sku": "tea", "price": 5, "note": ""}
    assert event.dataschema == "urn:eventlab:LineAdded:1"
    assert event == registry.event(payload, id=event.id, time=event.time)
    assert registry.read(event.caused("LineAdded", payload)) == payload
    del Line.__event_schema__


def test_a_type_may_hold_what_a_uri_may_not():
    registry, cls = SchemaRegistry(), new_class(Line)
    registry.register("shop: Zeile/hinzugefügt")(cls)
    event = registry.event(cls("tea", 5))
    assert event.dataschema == "urn:eventlab:shop%3A%20Zeile%2Fhinzugef%C3%BCgt:1"
    assert registry.read(event) == cls("tea", 5)


def test_a_set_is_written_in_the_same_order_by_every_process():
    registry = SchemaRegistry()

    @registry.register("Tagged")
    @dataclass(frozen=True)
    class Tagged:
        tags: frozenset[str]

    tags = frozenset(["event", "driven", "design", "in", "notebooks"])
    assert registry.event(Tagged(tags)).data["tags"] == tuple(sorted(tags))


def test_a_reader_skips_what_it_does_not_know(registry):
    event = placed({"id": "7", "total": 1, "coupon": "SPRING"})
    assert registry.read(event) == registry.read(placed({"id": "7", "total": 1}))


ODD = timezone(timedelta(seconds=1))  # ISO 8601 has no form for an offset with seconds


# Refusals name the event's type and the field's path.


@pytest.mark.parametrize(
    ("data", "path", "reason"),
    [
        ({"id": "7"}, "total", "is missing"),
        ({"id": 7, "total": 1}, "id", "Expected `str`, got `int`"),
        ({"id": "7", "total": "1"}, "total", "Expected `int`, got `str`"),
        ({"id": "7", "total": True}, "total", "Expected `int`, got `bool`"),
        ({"id": "7", "total": None}, "total", "Expected `int`, got `null`"),
        ({"id": "7", "total": 1, "lines": [{"sku": "tea"}]}, "lines[0].price", "is missing"),
        (
            {"id": "7", "total": 1, "lines": [{"sku": "tea", "price": 0.5}]},
            "lines[0].price",
            "Expected `int`, got `float`",
        ),
        (
            {"id": "7", "total": 1, "prices": {"tea": {"sku": 1, "price": 1}}},
            "prices[...].sku",
            "Expected `str`, got `int`",
        ),
        (
            {"id": "7", "total": 1, "keys": {"one": "1"}},
            "keys",
            "Expected `int`, got `str` for a key",
        ),
    ],
)
def test_data_that_do_not_fit_are_refused_by_type_and_path(registry, data, path, reason):
    with pytest.raises(InvalidPayload) as caught:
        registry.read(placed(data))
    assert str(caught.value) == f"OrderPlaced: {path}: {reason}"
    assert (caught.value.type, caught.value.path, caught.value.reason) == (
        "OrderPlaced",
        path,
        reason,
    )


@pytest.mark.parametrize(
    ("change", "path", "reason"),
    [
        ({"total": "1"}, "total", "Expected `int`, got `str`"),
        ({"total": float("nan")}, "total", "total is nan, which JSON cannot carry"),
        ({"anything": object()}, "anything", "Encoding objects of type object is unsupported"),
        ({"anything": datetime(1900, 1, 1, tzinfo=ODD)}, "anything", "would come back as '1900-"),
        ({"anything": [1]}, "anything", "[1] would come back as (1,)"),
        ({"lines": [Line("tea", 5)]}, "lines", "would come back as (Line("),
        ({"lines": (Line("tea", "5"),)}, "lines[0].price", "Expected `int`, got `str`"),
    ],
)
def test_an_instance_that_would_not_come_back_is_refused_when_it_is_written(change, path, reason):
    registry, cls = SchemaRegistry(), new_class(Order)
    registry.register("OrderPlaced")(cls)
    with pytest.raises(InvalidPayload) as caught:
        registry.event(replace(cls("7", 1), **change))
    assert (caught.value.type, caught.value.path) == ("OrderPlaced", path)
    assert reason in caught.value.reason


def test_a_missing_field_is_called_by_its_whole_name():
    registry = SchemaRegistry()
    registry.register("Measured")(
        dataclass(frozen=True)(type("M", (), {"__annotations__": {"X": int}}))
    )
    with pytest.raises(InvalidPayload, match="Measured: X: is missing"):
        registry.read(Event("Measured"))


def test_what_a_payload_checks_itself_is_a_refusal_too():
    registry = SchemaRegistry()

    @registry.register("Counted")
    @dataclass(frozen=True)
    class Counted:
        n: int

        def __post_init__(self):
            if self.n < 0:
                raise ValueError("n counts from 0")

    with pytest.raises(InvalidPayload, match="Counted: n counts from 0"):
        registry.read(Event("Counted", {"n": -1}))


def test_the_data_of_one_type_do_not_go_into_an_event_of_another():
    cls = new_class(Line)
    SchemaRegistry().register("LineAdded")(cls)
    with pytest.raises(ValueError, match="payload of LineAdded, and the type is LineRemoved"):
        Event("LineRemoved", cls("tea", 5))
    with pytest.raises(ValueError, match="dataschema is 'urn:other:1', and that of data is 'urn:e"):
        Event("LineAdded", cls("tea", 5), dataschema="urn:other:1")


def test_an_instance_of_a_class_that_is_not_registered_is_refused(registry):
    with pytest.raises(TypeError, match="Line is not registered"):
        registry.event(Line("tea", 5))
    with pytest.raises(TypeError, match="data is a Line"):
        Event("LineAdded", Line("tea", 5))
    cls = new_class(Line)
    SchemaRegistry().register("LineAdded")(cls)
    with pytest.raises(TypeError, match="Line is not registered"):
        registry.event(cls("tea", 5))


def test_a_type_that_is_not_registered_is_refused_with_those_that_are(registry):
    registry.register("LineAdded")(new_class(Line))
    known = "^no payload is registered for 'Paid'; there are: LineAdded, OrderPlaced$"
    with pytest.raises(LookupError, match=known):
        registry.read(Event("Paid"))
    with pytest.raises(LookupError, match="there are: none"):
        SchemaRegistry().read(Event("Paid"))


@pytest.mark.parametrize(
    "dataschema",
    ["https://example.org/order.json", "urn:eventlab:OrderPaid:1", "urn:eventlab:OrderPlaced:0"],
)
def test_a_foreign_dataschema_is_refused(registry, dataschema):
    with pytest.raises(InvalidPayload, match="which is no version of") as caught:
        registry.read(placed({"id": "7", "total": 1}, dataschema=dataschema))
    assert (caught.value.type, caught.value.path) == ("OrderPlaced", "dataschema")


def test_a_refusal_survives_the_way_to_another_process():
    error = pickle.loads(pickle.dumps(InvalidPayload("Paid", "total", "is missing")))
    assert (str(error), error.path) == ("Paid: total: is missing", "total")
