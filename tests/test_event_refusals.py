"""What an event refuses: each refusal names the field and says what is wrong with it."""

from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest

from eventlab import Event

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Nowhere(tzinfo):
    def utcoffset(self, when):
        return None


class Share(float):
    pass


itself = []
itself.append({"again": itself})
deep, lists = {}, []
for _ in range(101):
    deep, lists = {"in": deep}, [lists]

REFUSED = [
    ({"type": ""}, ValueError, "type is empty"),
    ({"type": 7}, TypeError, "type is a int, not text"),
    ({"type": None}, TypeError, "type is a NoneType"),
    ({"type": "\ud800"}, ValueError, "type holds half a character"),
    ({"id": ""}, ValueError, "id is empty"),
    ({"id": 7}, TypeError, "id is a int"),
    ({"source": ""}, ValueError, "source is empty"),
    ({"source": b"/shop"}, TypeError, "source is a bytes"),
    ({"subject": ""}, ValueError, "subject is empty"),
    ({"subject": 7}, TypeError, "subject is a int"),
    ({"dataschema": ""}, ValueError, "dataschema is empty"),
    ({"causation_id": ""}, ValueError, "causation_id is empty"),
    ({"causation_id": "\udc00"}, ValueError, "causation_id holds half a character"),
    ({"correlation_id": 7}, TypeError, "correlation_id is a int"),
    ({"correlation_id": None}, TypeError, "correlation_id is a NoneType"),
    ({"time": datetime(2026, 3, 1)}, ValueError, r"time 2026-03-01 .* use datetime.now\(UTC\)"),  # noqa: DTZ001
    ({"time": datetime(2026, 3, 1, tzinfo=Nowhere())}, ValueError, "time .* has no time zone"),
    ({"time": "2026-03-01T12:00:00Z"}, TypeError, "time is a str, not a datetime"),
    ({"time": NOON.date()}, TypeError, "time is a date, not a datetime"),
    (
        {"time": datetime.min.replace(tzinfo=timezone(timedelta(hours=1)))},
        ValueError,
        "time .* years 1 to 9999",
    ),
    ({"data": None}, TypeError, "data is a NoneType; a payload is a dict of named values"),
    ({"data": [1]}, TypeError, "data is a list"),
    ({"data": "text"}, TypeError, "data is a str"),
    ({"data": {"a": {1, 2}}}, TypeError, r"data\.a is a set, which JSON has no form for"),
    ({"data": {"a": [0, {"b": b"x"}]}}, TypeError, r"data\.a\[1\]\.b is a bytes"),
    ({"data": {"at": NOON}}, TypeError, r"data\.at is a datetime"),
    ({"data": {"a": object()}}, TypeError, r"data\.a is a object"),
    ({"data": {7: "x"}}, TypeError, "data has the key 7; in JSON every key is text"),
    ({"data": {"a": {None: "x"}}}, TypeError, r"data\.a has the key None"),
    ({"data": {"a": float("nan")}}, ValueError, r"data\.a is nan, which JSON cannot carry"),
    ({"data": {"a": Share("nan")}}, ValueError, r"data\.a is nan"),
    ({"data": {"a": [float("-inf")]}}, ValueError, r"data\.a\[0\] is -inf"),
    ({"data": {"a": "\ud800"}}, ValueError, r"data\.a holds half a character"),
    ({"data": {"\udfff": 1}}, ValueError, "a key of data holds half a character"),
    ({"data": {"n": 10**4300}}, ValueError, r"data\.n has more than 4,000 digits"),
    ({"data": {"n": 2**14_000}}, ValueError, r"data\.n has more than 4,000 digits"),
    ({"data": {"a": itself}}, ValueError, r"data\.a\[0\]\.again.* contains itself"),
    ({"data": deep}, ValueError, r"data(\.in){18}\.i\.\.\. lies over 100 levels deep, or contains"),
    ({"data": {"a": lists}}, ValueError, r"data\.a\[0\]\[0\].* over 100 levels deep"),
    ({"extensions": None}, TypeError, "extensions is a NoneType, not a dict"),
    ({"extensions": [("a", 1)]}, TypeError, "extensions is a list"),
    ({"extensions": {"Priority": 1}}, ValueError, r"extensions\['Priority'\]: names are lower-"),
    ({"extensions": {"a_b": 1}}, ValueError, r"extensions\['a_b'\]"),
    ({"extensions": {"": 1}}, ValueError, r"extensions\[''\]"),
    ({"extensions": {"a\n": 1}}, ValueError, r"extensions\['a\\n'\]"),
    ({"extensions": {7: 1}}, ValueError, r"extensions\[7\]"),
    ({"extensions": {"a": 1.5}}, TypeError, r"extensions\['a'\] is a float; only text, int and"),
    ({"extensions": {"a": None}}, TypeError, r"extensions\['a'\] is a NoneType"),
    ({"extensions": {"a": {}}}, TypeError, r"extensions\['a'\] is a dict"),
    ({"extensions": {"a": 2**31}}, ValueError, r"extensions\['a'\] is 2147483648; .* 32 bits"),
    ({"extensions": {"a": -(2**31) - 1}}, ValueError, r"extensions\['a'\] is -2147483649"),
    ({"extensions": {"a": "\ud800"}}, ValueError, r"extensions\.a holds half a character"),
]


TAKEN = "specversion id source type subject time datacontenttype dataschema data correlationid"
REFUSED += [
    ({"extensions": {name: "x"}}, ValueError, rf"extensions\['{name}'\]: the name belongs to")
    for name in [*TAKEN.split(), "causationid"]
]


@pytest.mark.parametrize(
    ("attributes", "kind", "message"), REFUSED, ids=[message for *_, message in REFUSED]
)
def test_what_an_event_cannot_carry_is_refused_by_name(attributes, kind, message):
    with pytest.raises(kind, match=f"^{message}"):
        Event(**({"type": "OrderPaid"} | attributes))


def test_what_is_at_the_limit_is_still_carried():
    hundred = {}
    for _ in range(98):
        hundred = {"in": hundred}
    data = {"n": -(10**4200), "longest": 2**14_000 - 1, "deep": hundred}
    event = Event("A", data, extensions={"a": -(2**31), "b": False})
    assert Event.from_json(event.to_json()) == event
