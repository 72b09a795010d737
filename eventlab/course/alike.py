"""Names that are alike: whoever compares only a part of a name takes two of them for one.

They share beginning, ending and length, one differs from another in a capital, one begins as others
do, and there are so many that two of them have the same short hash. One of the numbers is 0.
"""

import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from eventlab.course import telling
from eventlab.course.grading import Failure, crash
from eventlab.course.mistakes import IN_THE_STATEMENT, PART_OF_A_NAME, ZERO, clue

NUMBERS = (*range(1000, 1040), 2000, 1100, 11000, 0, 10)  # the same for numbers


def alike(word: str, many: int = 100) -> list[str]:
    """Return names such as "oslo-order-17-of-2026"."""
    names = [f"oslo-{word}-{number}-of-2026" for number in range(many)]
    return [*names, names[7].capitalize(), f"oslo-{word}-1"]


def tell_apart(names: Sequence[Any], attempt: Callable[..., None]) -> None:
    """Demand that names are told apart. What the learner reads is about two of them.

    Args:
        names: of which none is another.
        attempt: uses those that it gets side by side, each once, and raises if one is lost.

    Raises:
        Failure: of one name, or of two that are taken for one, or of all for another reason.
    """
    crashed: list[Exception] = []

    def lost(*some: Any) -> Failure | None:
        telling.now.forget()
        crashed.clear()
        try:
            attempt(*some)
        except Failure as failure:
            return failure
        except Exception as error:
            if telling.stub_in(error):
                raise
            crashed.append(error)
            return crash(error)
        return None

    if not lost(*names):
        return
    before = bisect_left(range(len(names)), True, key=lambda n: bool(lost(*names[: n + 1])))
    last = names[before]
    for some in ((last,), *((one, last) for one in names[:before]), names[: before + 1]):
        if failure := lost(*some):
            clear = len(some) == 1 and any(map(clue, crashed))  # an error that explains itself
            mistake = PART_OF_A_NAME if len(some) <= 2 and not clear else failure.mistake
            if some == (0,):
                mistake = ZERO
            raise Failure(
                failure.expected,
                failure.happened,
                mistake,
                look=failure.look,
                trace=failure.trace,
            )


@contextmanager
def any_text() -> Iterator[None]:
    """Demand that a name with an apostrophe, used inside, ends no text of a statement.

    Raises:
        Failure: a statement is none any more.
    """
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Failure("no error", telling.describe(error), IN_THE_STATEMENT) from None
