"""What `Samples` promises of each type, tried on every kind of type that a payload may have."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from msgspec import Meta, convert, inspect

from eventlab.samples import Samples

PLAIN = [int, str, bool, float, bytes, bytearray, Decimal, UUID, date, time, timedelta, datetime]
PLAIN += [None, Any, Literal["a", 1]]
NESTED = [list[int], set[int], frozenset[str], tuple[int, ...], dict[str, int], tuple[int, str]]


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


def test_each_sample_of_each_item_is_in_a_row_beside_the_first_of_the_others():
    assert samples(tuple[bool, bytes]) == [[True, ""], [False, ""], [True, "AA=="]]
