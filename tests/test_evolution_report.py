"""The report on an evolution of a schema: how it reads, and what it does not judge."""

from dataclasses import dataclass, make_dataclass
from typing import Annotated, Literal, Union

import msgspec
import pytest
from msgspec import inspect
from payloads import Line, LineNoted, LinePriced, Size, SizeMore, limited

from eventlab import compatibility
from eventlab.payload_types import name_of


@dataclass(frozen=True)
class LineNumbered:
    sku: int


@dataclass(frozen=True)
class OldOrder:
    id: str
    cost: int
    size: Size
    lines: tuple[Line, ...]
    by_name: dict[str, LinePriced]
    sizes: list[Size]
    gift: bool = False
    spare: Line | None = None
    weight: limited(int, ge=1) = 1


@dataclass(frozen=True)
class NewOrder:
    id: str
    total: int
    size: SizeMore
    lines: tuple[LinePriced, ...]
    by_name: dict[str, Line]
    sizes: list[SizeMore]
    currency: str
    spare: LineNoted | None = None
    weight: limited(float, ge=0.5) | None = None


TABLE = """
field            change                                   old reader, new event                              new reader, old event
cost             renamed to `total`                       breaks: `cost` is missing                          breaks: `total` is missing
size             value 'm' added                          breaks: 'm': Invalid enum value 'm'                reads
lines[].price    added, required                          reads: skips it                                    breaks: `price` is missing
by_name[].price  removed                                  breaks: `price` is missing                         reads: skips it
sizes[]          value 'm' added                          breaks: ['m']: Invalid enum value 'm' - at `$[0]`  reads
gift             removed                                  reads: takes the default                           reads: skips it
spare.note       added, with a default                    reads: skips it                                    reads: takes the default
weight           int (ge=1) became float (ge=0.5) | None  breaks: 0.5: Expected `int`, got `float`           reads
currency         added, required                          reads: skips it                                    breaks: `currency` is missing
"""  # noqa: E501


def test_the_report_is_a_table_of_every_change_with_a_verdict_for_each_direction():
    assert repr(compatibility(OldOrder, NewOrder)) == TABLE.strip()


@pytest.mark.parametrize(
    "written",
    [
        "tuple[int, ...]",
        "tuple[int, str]",
        "Literal[5, 's']",
        "int | None",
        "dict[str, list[Size]]",
    ],
)
def test_a_type_is_told_as_it_is_written(written):
    assert name_of(inspect.type_info(eval(written))) == written


def test_a_description_of_a_type_is_left_out():
    assert name_of(inspect.type_info(limited(Line, description="of an order"))) == "Line"


def test_all_limits_of_a_type_are_told():
    old = make_dataclass("Old", [("n", limited(int, ge=1, le=9))], frozen=True)
    [change] = compatibility(old, make_dataclass("New", [("n", str)], frozen=True))
    assert change.what == "int (ge=1, le=9) became str"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (Line, LineNumbered, "x.sku: str became int"),
        (list[Line] | None, list[LineNumbered] | None, "x[].sku: str became int"),
        (limited(Line, description="a line"), LinePriced, "x.price: added, required"),
        (dict[str, Line], dict[int, LinePriced], "x: dict[str, Line] became dict[int, LinePriced]"),
        (list[Line], frozenset[LinePriced], "x: list[Line] became frozenset[LinePriced]"),
        (int, Literal[1, 2], "x: int became Literal[1, 2]"),
        (Literal["s", "l"], Literal["s", "m"], "x: value 'm' added, value 'l' removed"),
    ],
)
def test_a_change_is_told_where_it_is_and_what_is_around_it_if_that_has_changed(old, new, told):
    old, new = (make_dataclass("Payload", [("x", kind)], frozen=True) for kind in (old, new))
    assert [f"{change.path}: {change.what}" for change in compatibility(old, new)] == [told]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (Size, Literal["s", "l"]),
        (int | Line, Line | int),
        (Line, make_dataclass("Same", [("sku", str)], frozen=True)),
    ],
)
def test_what_is_the_same_on_the_wire_has_not_changed(old, new):
    old, new = (make_dataclass("Payload", [("x", kind)], frozen=True) for kind in (old, new))
    assert compatibility(old, new) == []


def test_a_compatible_change_is_forward_and_backward():
    report = compatibility(Line, LineNoted)
    assert (report.forward, report.backward) == (True, True)
    report = compatibility(Line, LinePriced)
    assert (report.forward, report.backward) == (True, False)
    report = compatibility(LinePriced, Line)
    assert (report.forward, report.backward) == (False, True)


@dataclass(frozen=True)
class OldTree:
    children: tuple["OldTree", ...] = ()
    left: Union[int, "OldTree"] = 0
    pair: tuple["OldTree", int] | None = None
    twin: Annotated["OldTree", msgspec.Meta(description="a tree")] | int = 0


@dataclass(frozen=True)
class NewTree:
    name: str
    children: tuple["NewTree", ...] = ()
    left: Union[int, "NewTree"] = 0
    pair: tuple["NewTree", str] | None = None
    twin: Annotated["NewTree", msgspec.Meta(description="a tree")] | int = 0


def test_a_payload_inside_itself_is_compared_once():
    assert list(compatibility(OldTree, OldTree)) == []
    report = compatibility(OldTree, NewTree)
    assert [(change.path, change.what) for change in report] == [
        ("left", "int | OldTree became int | NewTree"),
        ("pair", "tuple[OldTree, int] | None became tuple[NewTree, str] | None"),
        ("twin", "OldTree | int became NewTree | int"),
        ("name", "added, required"),
    ]
    assert (report.forward, report.backward) == (False, False)


def test_a_payload_that_nothing_fits_is_never_written_and_breaks_nobody():
    never = make_dataclass("Never", [("x", limited(int, ge=5, le=3))], frozen=True)
    old = make_dataclass("Payload", [("y", never | int)], frozen=True)
    assert compatibility(old, make_dataclass("Payload", [("y", int)], frozen=True)).backward


def test_what_is_no_payload_is_not_compared():
    with pytest.raises(TypeError, match="is no payload"):
        compatibility(Line, dict)


@pytest.mark.parametrize(
    "kind",
    [
        limited(str, pattern="^a"),
        limited(int, multiple_of=5),
        limited(bytes, max_length=1),
        list[limited(frozenset[int], min_length=1)],
        limited(dict[str, int], max_length=1),
    ],
)
def test_a_limit_that_no_sample_can_stand_for_is_not_judged(kind):
    cls = make_dataclass("Payload", [("x", kind)], frozen=True)
    with pytest.raises(TypeError, match=r"Payload\.x has a limit that cannot be tried out"):
        compatibility(Line, cls)
