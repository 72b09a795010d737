"""An event's JSON: what is written is read back as an equal event, and CloudEvents' SDK agrees."""

import json
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from eventlab import Event

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

text = st.text(st.characters(exclude_categories=["Cs"]))
words = text.filter(bool)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)
RESERVED = {"specversion", "id", "source", "type", "subject", "time", "datacontenttype"} | {
    "dataschema",
    "data",
    "correlationid",
    "causationid",
}
extension_names = st.from_regex(r"[a-z0-9]{1,20}", fullmatch=True).filter(
    lambda name: name not in RESERVED
)
zones = st.integers(-23 * 60, 23 * 60).map(lambda m: timezone(timedelta(minutes=m)))
events = st.builds(
    Event,
    words,
    st.dictionaries(text, json_values, max_size=4),
    id=words,
    source=words,
    subject=st.none() | words,
    time=st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=zones),  # noqa: DTZ001
    dataschema=st.none() | words,
    correlation_id=words,
    causation_id=st.none() | words,
    extensions=st.dictionaries(
        extension_names, text | st.booleans() | st.integers(-(2**31), 2**31 - 1), max_size=3
    ),
)


def document(**changes):
    """A smallest event as another system may send it; a change to None leaves an attribute out."""
    attributes = {"specversion": "1.0", "id": "7", "source": "/shop", "type": "OrderPaid"}
    return json.dumps({k: v for k, v in (attributes | changes).items() if v is not ...})


@given(events)
def test_what_is_written_is_read_back_as_an_equal_event(event):
    twin = Event.from_json(event.to_json())
    assert (twin, hash(twin)) == (event, hash(event))
    assert twin.to_json() == event.to_json()


@given(events)
def test_the_cloudevents_sdk_reads_what_we_write_and_we_read_what_it_writes(event):
    theirs = JSONFormat().read(CloudEvent, event.to_json())
    assert theirs.get_specversion() == "1.0"
    assert theirs.get_datacontenttype() == "application/json"
    assert (theirs.get_id(), theirs.get_source()) == (event.id, event.source)
    assert (theirs.get_type(), theirs.get_subject()) == (event.type, event.subject)
    assert (theirs.get_time(), theirs.get_dataschema()) == (event.time, event.dataschema)
    assert theirs.get_extension("correlationid") == event.correlation_id
    assert theirs.get_extension("causationid") == event.causation_id
    assert {name: theirs.get_extension(name) for name in event.extensions} == event.extensions
    assert Event.from_json(JSONFormat().write(theirs)) == event


def test_an_event_of_the_sdk_becomes_one_of_ours_and_goes_back():
    attributes = {
        "type": "com.example.paid",
        "source": "https://example.com/shop",
        "id": "A-1",
        "time": datetime(2026, 3, 1, 13, tzinfo=timezone(timedelta(hours=1))),
        "subject": "order/7",
        "dataschema": "https://example.com/paid.json",
        "datacontenttype": "application/json",
        "traceparent": "00-abc-01",
    }
    event = Event.from_json(JSONFormat().write(CloudEvent(attributes, {"lines": [{"n": 1}]})))
    assert event == Event(
        "com.example.paid",
        {"lines": [{"n": 1}]},
        id="A-1",
        source="https://example.com/shop",
        subject="order/7",
        time=NOON,
        dataschema="https://example.com/paid.json",
        extensions={"traceparent": "00-abc-01"},
    )
    assert JSONFormat().read(CloudEvent, event.to_json()).get_data() == {"lines": [{"n": 1}]}


def test_the_attributes_carry_the_names_that_cloudevents_gives_them():
    event = Event(
        "OrderPaid",
        {"amount": 30},
        id="8",
        source="/shop",
        subject="order/7",
        time=NOON,
        dataschema="/paid.json",
        correlation_id="1",
        causation_id="7",
        extensions={"priority": 1, "urgent": True},
    )
    assert json.loads(event.to_json()) == {
        "specversion": "1.0",
        "id": "8",
        "source": "/shop",
        "type": "OrderPaid",
        "subject": "order/7",
        "time": "2026-03-01T12:00:00Z",
        "datacontenttype": "application/json",
        "dataschema": "/paid.json",
        "correlationid": "1",
        "causationid": "7",
        "priority": 1,
        "urgent": True,
        "data": {"amount": 30},
    }


def test_an_attribute_that_an_event_does_not_have_is_left_out():
    written = json.loads(Event("OrderPaid").to_json())
    assert not {"subject", "dataschema", "causationid"} & set(written)
    assert None not in written.values()


def test_a_null_inside_the_data_stays_and_a_null_attribute_is_as_if_it_were_absent():
    event = Event.from_json(document(subject=None, priority=None, data={"discount": None}))
    assert (event.subject, event.extensions) == (None, {})
    assert event.data == {"discount": None}


def test_the_smallest_event_of_another_system_is_completed():
    event = Event.from_json(document())
    assert (event.data, event.extensions, event.correlation_id) == ({}, {}, "7")
    assert abs(datetime.now(UTC) - event.time) < timedelta(minutes=1)
    assert isinstance(hash(event), int)


def test_what_was_read_is_an_event_that_nobody_can_change():
    event = Event.from_json(Event("Paid").to_json())
    assert type(event) is Event
    with pytest.raises(FrozenInstanceError):
        event.type = "Refunded"
    with pytest.raises(FrozenInstanceError):
        del event.type


@pytest.mark.parametrize("form", [str, str.encode, lambda text: bytearray(text.encode())])
def test_a_document_may_be_text_or_bytes(form):
    assert Event.from_json(form(document(data={"name": "Zoë"}))).data == {"name": "Zoë"}


@pytest.mark.parametrize(
    "content", ["application/json; charset=utf-8", "Application/JSON", "text/json", "a/vnd.b+json"]
)
def test_whatever_calls_itself_json_is_read(content):
    assert Event.from_json(document(datacontenttype=content, data={"a": 1})).data == {"a": 1}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-03-01T12:00:00Z", NOON),
        ("2026-03-01t12:00:00z", NOON),
        ("2026-03-01T12:00:00.000001Z", NOON.replace(microsecond=1)),
        ("2026-03-01T12:00:00.123456789Z", NOON.replace(microsecond=123457)),
        ("2026-03-01T17:30:00+05:30", NOON),
    ],
)
def test_a_time_is_read_as_rfc_3339_writes_it(written, read):
    as_we_write = {"datacontenttype": "application/json", "correlationid": "7", "data": {}}
    for others in ({}, as_we_write):
        time = Event.from_json(document(time=written, **others)).time
        assert (time, time.tzinfo) == (read, UTC)


def test_minus_zero_and_the_largest_float_survive():
    event = Event("A", {"zero": -0.0, "most": 1.7976931348623157e308, "least": 5e-324, "one": 1.0})
    data = Event.from_json(event.to_json()).data
    assert [repr(value) for value in data.values()] == [repr(v) for v in event.data.values()]


MALFORMED = [
    ("", "not an event"),
    ("{", "not an event"),
    (b'"\xff"', "not an event"),
    ('"\ud800"', "not an event"),
    (b"[" * 100_000, "not an event"),
    ("[1]", "not an event: a JSON list"),
    ("null", "not an event: a JSON NoneType"),
    (document(specversion="0.3"), "specversion is '0.3', not '1.0'"),
    (document(specversion=...), "specversion is None"),
    (document(id=...), "the attribute 'id' is missing"),
    (document(type=None), "the attribute 'type' is missing"),
    (document(source=...), "the attribute 'source' is missing"),
    (document(source=""), "source is empty"),
    (document(id=7), "id is a int"),
    (document(subject=""), "subject is empty"),
    (document(subject=7), "subject is a int"),
    (document(correlationid=7), "correlation_id is a int"),
    (
        document(data_base64="AAAA"),
        "data_base64: binary data is not supported, only a JSON object$",
    ),
    (document(datacontenttype="text/xml"), "datacontenttype is 'text/xml', not JSON"),
    (document(datacontenttype=7), "datacontenttype is 7"),
    (document(data=[1]), "data is a list; a payload is a dict"),
    (document(data="x"), "data is a str"),
    (document(data={"a": 1}).replace("1}", "1e999}"), "not an event"),
    (document(data={"a": json.loads("[" * 150 + "]" * 150)}), "data is nested more than 100"),
    (document(time="20260301T120000Z"), "time is '20260301T120000Z', not an RFC 3339 timestamp"),
    (document(time="yesterday"), "time is 'yesterday', not an RFC 3339 timestamp"),
    (document(time="2026-03-01T12:00:00"), "time 2026-03-01 .* has no time zone"),
    (document(time="2026-06-30T23:59:60Z"), "time is '2026-06-30T23:59:60Z'"),
    (document(time=7), "time is 7, not an RFC 3339 timestamp"),
    (document(Priority=1), r"extensions\['Priority'\]"),
    (document(priority={"a": 1}), r"extensions\['priority'\] is a dict"),
    (document(priority=1.5), r"extensions\['priority'\] is a float"),
    (document(priority=2**40), r"extensions\['priority'\] is 1099511627776"),
]


@pytest.mark.parametrize("name", ["id", "source", "type", "subject", "dataschema", "causationid"])
def test_an_empty_attribute_is_refused_also_in_a_document_that_looks_like_ours(name):
    whole = Event("Paid", subject="order/7", dataschema="/paid.json", causation_id="6").to_json()
    with pytest.raises(ValueError, match=r" is empty$"):
        Event.from_json(json.dumps(json.loads(whole) | {name: ""}))


@pytest.mark.parametrize(("written", "message"), MALFORMED, ids=[m for _, m in MALFORMED])
def test_a_document_that_is_no_event_is_refused_and_the_error_says_why(written, message):
    with pytest.raises(ValueError, match=f"^({message})"):
        Event.from_json(written)
