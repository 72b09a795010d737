"""Names that are alike: whoever does not compare all of a name takes two of them for one."""

import sqlite3
import zlib
from typing import Any

import pytest

from eventlab.course import telling
from eventlab.course.alike import NUMBERS, alike, tell_apart
from eventlab.course.grading import Failure

PARTS = {
    "beginning": lambda name: name[:8],
    "longer beginning": lambda name: name[:12],
    "ending": lambda name: name[-8:],
    "length": len,
    "capitals": str.casefold,
    "short hash": lambda name: zlib.crc32(name.encode()) % 1000,
    "digits": lambda name: "".join(filter(str.isdigit, name)),
}


def kept_by(part: Any) -> Any:
    """Return an attempt: what is kept by a part of its name must be found by it."""

    def attempt(*names: Any) -> None:
        kept: dict[Any, Any] = {}
        for name in names:
            telling.step(f"keep {name}")
            kept.setdefault(part(name), name)
        for name in names:
            if kept[part(name)] != name:
                raise Failure(f"{name} is kept", f"{kept[part(name)]} is")

    return attempt


@pytest.fixture(autouse=True)
def _a_check_is_under_way() -> None:
    telling.begin("edges", "Names are told apart.")


@pytest.mark.parametrize("names", [alike("order"), alike("card", 10), NUMBERS])
def test_no_name_is_another(names: Any) -> None:
    assert len(set(names)) == len(names)
    tell_apart(names, kept_by(lambda name: name))


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS.keys())
def test_a_part_is_found_out_with_two_names(part: Any) -> None:
    with pytest.raises(Failure) as found:
        tell_apart(alike("order"), kept_by(part))
    assert found.value.mistake and found.value.mistake.name == "part-of-the-name"
    first, second = (step.removeprefix("keep ") for step in telling.now.steps)
    assert first != second
    assert part(first) == part(second)


@pytest.mark.parametrize("part", [lambda n: n % 10, lambda n: n % 1000, lambda n: str(n)[:2]])
def test_so_is_a_part_of_a_number(part: Any) -> None:
    with pytest.raises(Failure):
        tell_apart(NUMBERS, kept_by(part))
    assert len(telling.now.steps) == 2


def test_a_zero_that_is_taken_for_nothing_is_no_part_of_a_number() -> None:
    def leaves_out(*numbers: int) -> None:
        if lost := [number for number in numbers if not number]:
            raise Failure(f"{lost[0]} is kept", "it is not")

    with pytest.raises(Failure) as found:
        tell_apart(NUMBERS, leaves_out)
    assert found.value.mistake and found.value.mistake.name == "takes-zero-for-nothing"


def test_what_fails_with_many_names_only_is_no_such_mistake() -> None:
    def most_five(*names: str) -> None:
        if len(names) > 5:
            raise Failure("all", "five")

    with pytest.raises(Failure) as found:
        tell_apart(alike("order"), most_five)
    assert found.value.mistake is None


def test_what_raises_is_told_where_it_did() -> None:
    def attempt(*names: str) -> None:
        raise KeyError(names[0])

    with pytest.raises(Failure, match="KeyError"):
        tell_apart(alike("order"), attempt)


def test_an_error_that_explains_itself_is_taken_for_nothing_else() -> None:
    def attempt(*names: Any) -> None:
        for name in names:
            sqlite3.connect(":memory:").execute("SELECT ?", name)

    with pytest.raises(Failure) as found:
        tell_apart(alike("order"), attempt)
    assert found.value.mistake is None
    assert "needs a comma" in str(found.value.look)
