"""Schema evolution: every change is tried on real readers, and the report must have said so."""

import enum
from dataclasses import field, make_dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from payloads import Line, LineNoted, LinePriced, Size, SizeMore, limited

from eventlab import Event, InvalidPayload, SchemaRegistry, compatibility

SizeToo = enum.Enum("SizeToo", {"SMALL": "s", "LARGE": "l"})
Level = enum.IntEnum("Level", {"LOW": 1, "HIGH": 2})


TEXTS = ["", "a", "abc", "s", "2020-01-31", "5"]
# For each type what a writer may write, with its values at the edges: chosen by hand, and not by
# the code that is tried here.
VALUES = {
    bool: [True, False],
    int: [0, 1, 2, 3, 9, 10, 11, -1, 2**40],
    float: [0.0, 1.5, -1.0, 2.0, 9.5],
    str: TEXTS,
    bytes: [b"", b"abc"],
    Decimal: [Decimal("1.5"), Decimal(2)],
    UUID: [UUID(int=1)],
    date: [date(2020, 1, 31)],
    datetime: [datetime.fromisoformat("2020-01-31"), datetime(2020, 1, 31, tzinfo=UTC)],
    limited(datetime, tz=True): [datetime(2020, 1, 31, tzinfo=UTC)],
    time: [time(12, 30)],
    timedelta: [timedelta(hours=1)],
    None: [None],
    Any: [None, True, 1, 1.5, "a", (), {}],
    int | None: [None, 0, 11],
    str | None: [None, "a"],
    int | str: [0, 11, "a"],
    int | float: [0, 1.5],
    Literal["s"]: ["s"],
    Literal["s", "l"]: ["s", "l"],
    Literal[1, 2]: [1, 2],
    Size: list(Size),
    SizeToo: list(SizeToo),
    SizeMore: list(SizeMore),
    Level: list(Level),
    limited(int, ge=0): [0, 1, 10, 11, 2**40],
    limited(int, ge=1, le=10): [1, 2, 9, 10],
    limited(int, gt=1, lt=10): [2, 3, 9],
    limited(int, description="counted"): [0, 11, -1],
    limited(str, description="counted"): TEXTS,
    limited(float, ge=1): [1.0, 1.5],
    limited(str, min_length=1): ["a", "abc"],
    limited(str, max_length=2): ["", "a", "ab"],
    list[int]: [[], [0], [1, 11]],
    list[int | None]: [[], [None]],
    tuple[int, ...]: [(), (0,), (1, 11)],
    tuple[int, str]: [(0, "a"), (11, "s")],
    limited(list[int], max_length=1): [[], [0]],
    limited(list[int], min_length=1): [[0], [1, 11]],
    frozenset[int]: [frozenset(), frozenset({1, 2})],
    dict[str, int]: [{}, {"a": 0}, {"5": 1}],
    dict[int, int]: [{}, {5: 1}],
    dict[str, str]: [{}, {"a": "b"}],
    Line: [Line("a")],
    LinePriced: [LinePriced("a", 1)],
    LineNoted: [LineNoted("a", "b")],
    Line | None: [None, Line("a")],
    LineNoted | int: [0, LineNoted("a", "b")],
    list[Line]: [[], [Line("a")]],
    list[LinePriced]: [[], [LinePriced("a", 1)]],
    dict[str, LinePriced]: [{}, {"a": LinePriced("a", 1)}],
    dict[int, LinePriced]: [{}, {5: LinePriced("a", 1)}],
}
BOTH = [(old, new) for old in (False, True) for new in (False, True)]
names = [str(kind) for kind in VALUES]


def payload(*fields):
    """Make a class of (name, type, has a default) fields; the default is the type's last value."""
    ordered = sorted(fields, key=lambda given: given[2])
    made = [
        (name, kind, field(default_factory=lambda kind=kind: VALUES[kind][-1]))
        if default
        else (name, kind)
        for name, kind, default in ordered
    ]
    return make_dataclass("Payload", made, frozen=True)


def written_by(cls, fields):
    """Yield what a service with this class puts on the wire: all fields, or none with a default."""
    first = {name: VALUES[kind][0] for name, kind, _ in fields}
    registry = SchemaRegistry()
    registry.register("Changed")(cls)
    for name, kind, _ in fields:
        for value in VALUES[kind]:
            yield dict(registry.event(cls(**first | {name: value})).data)
    whole = dict(registry.event(cls(**first)).data)
    yield whole
    for name, _, default in fields:
        if default:
            yield {key: value for key, value in whole.items() if key != name}


def refused_by(cls, documents):
    """Return those of the documents that a service with this class cannot read."""
    registry, refused = SchemaRegistry(), []
    registry.register("Changed")(cls)
    for data in documents:
        event = Event.from_json(Event("Changed", data).to_json())
        try:
            registry.read(event)
        except InvalidPayload:
            refused.append(data)
    return refused


def try_and_compare(old_fields, new_fields):
    """Hold the report against what the readers did; return it."""
    old, new = payload(*old_fields), payload(*new_fields)
    report = compatibility(old, new)
    old_refused = refused_by(old, written_by(new, new_fields))
    new_refused = refused_by(new, written_by(old, old_fields))
    old_breaks = any(change.old_reader.outcome == "breaks" for change in report)
    new_breaks = any(change.new_reader.outcome == "breaks" for change in report)
    assert (old_breaks, new_breaks) == (bool(old_refused), bool(new_refused)), (
        f"{report}\nold readers refused {old_refused}\nnew readers refused {new_refused}"
    )
    return report


# The same field with every type, against every other type.


@pytest.mark.parametrize("old", VALUES, ids=names)
def test_a_change_of_type_does_to_real_readers_what_the_report_says(old):
    for new in VALUES:
        try_and_compare([("x", old, False)], [("x", new, False)])


@pytest.mark.parametrize("kind", VALUES, ids=names)
def test_without_a_change_there_is_nothing_to_report(kind):
    report = try_and_compare([("x", kind, False)], [("x", kind, False)])
    assert (list(report), repr(report)) == ([], "nothing has changed")


# Fields that come, go, change their names or their defaults.


@pytest.mark.parametrize(("old", "new"), BOTH)
def test_a_default_that_comes_or_goes_does_what_the_report_says(old, new):
    report = try_and_compare([("x", int, old)], [("x", int, new)])
    told = {(False, True): ["has got a default"], (True, False): ["has lost its default"]}
    assert [change.what for change in report] == told.get((old, new), [])
    assert {change.path for change in report} <= {"x"}
    for change in report:
        assert {(v.outcome, v.why) for v in (change.old_reader, change.new_reader)} == {
            ("reads", ""),
            ("breaks", "`x` may be missing"),
        }


@pytest.mark.parametrize("default", [False, True])
def test_a_field_that_comes_or_goes_does_what_the_report_says(default):
    before, after = [("id", str, False)], [("id", str, False), ("x", int, default)]
    try_and_compare(before, after)
    try_and_compare(after, before)


@pytest.mark.parametrize(("old", "new"), BOTH)
def test_a_renamed_field_breaks_or_misleads_and_is_never_called_additive(old, new):
    [change] = try_and_compare([("cost", int, old)], [("total", int, new)])
    assert change.what == "renamed to `total`"
    assert change.old_reader.outcome == ("misleads" if old else "breaks")
    assert change.new_reader.outcome == ("misleads" if new else "breaks")


def test_a_reader_that_is_misled_reads_a_default_and_not_what_was_written():
    old, new = payload(("cost", int, True)), payload(("total", int, True))
    [change] = compatibility(old, new)
    writer, reader = SchemaRegistry(), SchemaRegistry()
    writer.register("Paid")(new)
    reader.register("Paid")(old)
    assert reader.read(writer.event(new(total=5))) == old()
    assert str(change.old_reader) == "misleads: takes the default, and the value is in `total`"


kinds = st.sampled_from(list(VALUES))
fields = st.lists(
    st.tuples(st.sampled_from("abcd"), kinds, st.booleans()), max_size=4, unique_by=lambda f: f[0]
)


@given(fields, fields)
def test_many_changes_at_once_do_what_the_report_says(old, new):
    try_and_compare(old, new)


@given(fields, fields)
def test_the_report_of_the_way_back_has_the_verdicts_the_other_way_round(old, new):
    def verdicts(report, *sides):
        return sorted(tuple(getattr(c, side).outcome for side in sides) for c in report)

    there = compatibility(payload(*old), payload(*new))
    back = compatibility(payload(*new), payload(*old))
    assert (there.forward, there.backward) == (back.backward, back.forward)
    assert verdicts(there, "old_reader", "new_reader") == verdicts(back, "new_reader", "old_reader")
