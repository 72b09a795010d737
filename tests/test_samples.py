"""What `Samples` promises of each type, tried on every kind of type that a payload may have."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from msgspec import Meta, convert, inspect

from eventlab.samples import Samples, refusal

PLAIN = [int, str, bool, float, bytes, bytearray, Decimal, UUID, date, time, timedelta, datetime]
PLAIN += [None, Any, Literal["a", 1]]
NESTED = [list[int], set[int], frozenset[str], tuple[int, ...], tuple[int, str]]
NESTED += [dict[str, int], dict[int, bool]]


def samples(kind):
    node = inspect.type_info(kind)
    return Samples(node).of(node)


@pytest.mark.parametrize("kind", PLAIN + NESTED)
def test_a_type_reads_each_of_its_samples(kind):
    assert samples(kind)
    for sample in samples(kind):
        convert(sample, kind, str_keys=True)


@pytest.mark.parametrize("kind", [list[bool], set[bool], frozenset[bool], tuple[bool, ...]])
def test_what_a_length_limits_is_read_with_that_many_items_that_count(kind):
    two = Annotated[kind, Meta(min_length=2, max_length=2)]
    found = [convert(sample, two) for sample in samples(two)]
    assert found and {len(each) for each in found} == {2}


def test_a_list_may_be_longer_than_there_are_samples_of_an_item():
    assert [True] * 9 in samples(Annotated[list[bool], Meta(min_length=9)])


def test_a_set_may_have_five_numbers():
    assert max(len(convert(sample, set[int])) for sample in samples(set[int])) == 1
    five = Annotated[set[int], Meta(min_length=5)]
    assert [len(convert(sample, five)) for sample in samples(five)] == [5, 5]


@pytest.mark.parametrize("kind", [str, bytes, bytearray, list[int], dict[str, int]])
def test_what_can_be_empty_comes_empty_and_with_something_in_it(kind):
    assert {len(convert(sample, kind)) > 0 for sample in samples(kind)} == {True, False}


@pytest.mark.parametrize("kind", [time, datetime])
def test_times_come_with_a_zone_and_without(kind):
    assert {convert(sample, kind).tzinfo is None for sample in samples(kind)} == {True, False}


@pytest.mark.parametrize("limit", ["gt", "ge", "lt", "le"])
def test_a_limit_adds_the_numbers_on_and_around_it(limit):
    makes = Samples(inspect.type_info(Annotated[int, Meta(**{limit: 10})]))
    assert {9, 10, 11} <= set(makes.of(inspect.type_info(int)))
    assert {9.0, 9.5, 10.0, 10.5, 11.0} <= set(makes.of(inspect.type_info(float)))


@pytest.mark.parametrize("limit", ["min_length", "max_length"])
def test_a_limit_adds_the_lengths_on_and_around_it(limit):
    makes = Samples(inspect.type_info(Annotated[str, Meta(**{limit: 20})]))
    for kind in (str, list[bool]):
        assert {19, 20, 21} <= {len(sample) for sample in makes.of(inspect.type_info(kind))}


def test_each_sample_of_each_item_is_in_a_row_beside_the_first_of_the_others():
    assert samples(tuple[bool, bytes]) == [[True, ""], [False, ""], [True, "AA=="]]


@dataclass
class Folder:
    within: dict[str, "Folder"]
    locked: bool
    size: float = 0.5


def test_a_dataclass_comes_whole_without_what_has_a_default_and_with_each_sample():
    whole = {"within": {}, "locked": True, "size": 0.5}
    assert samples(Folder) == [
        whole,
        whole | {"locked": False},
        {"within": {}, "locked": True},
        whole | {"size": -0.5},
        whole | {"size": 1e300},
    ]


def test_a_key_that_is_a_number_is_text_on_the_wire():
    assert refusal(dict[int, bool], {"1": True}) == ""
    assert refusal(dict[int, bool], {"x": True})
