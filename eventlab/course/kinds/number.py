"""Questions with a number for an answer. What is right is computed, and so is what is wrong."""

import math
from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import Meta

from eventlab.course import card
from eventlab.course.basis import Strict, Text
from eventlab.course.kinds.question import Judged, Question, Unanswered
from eventlab.course.running import number_of


class WrongNumber(Strict, frozen=True):
    """What a known mistake leads to: lines that compute it, and what the mistake is."""

    answer: Text
    why: Text


class Number(Question, frozen=True, kw_only=True, tag="number"):
    """A question whose answer is a number.

    Args:
        answer: lines of Python whose last one is the right number.
        unit: what is counted or measured, such as "requests" or "s".
        tolerance: how far off an answer may be, in that unit.
        why: what is said of a right answer.
        wrong: the numbers that known mistakes lead to.
    """

    answer: Text
    unit: str = ""
    tolerance: Annotated[float, Meta(ge=0)] = 0.0
    why: Text
    wrong: Annotated[tuple[WrongNumber, ...], Meta(min_length=1)]

    def surprises(self) -> Iterator[str]:
        numbers = [number_of(self.answer), *(number_of(wrong.answer) for wrong in self.wrong)]
        for i, one in enumerate(numbers):
            for other in numbers[i + 1 :]:
                if abs(one - other) <= 2 * self.tolerance:
                    yield f"answer, wrong: {one:g} and {other:g} cannot be told apart"

    def controls(self, answer: Any, judged: Judged | None) -> list[card.Block]:
        locked = judged is not None and judged.right
        shown = "" if answer is None else f"{answer:g}"
        return [card.field("answer", "Your number", shown, unit=self.unit, locked=locked)]

    def read(self, raw: Any) -> float:
        text = str(raw or "").strip().removesuffix(self.unit).strip()
        if not text:
            raise Unanswered("Write a number first.")
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise Unanswered(f"`{text}` is no number: write it like 1250 or 12.5.")
        return number

    def known(self, answer: Any) -> bool:
        return isinstance(answer, int | float)

    def judge(self, answer: Any) -> Judged:
        right = number_of(self.answer)
        if abs(answer - right) <= self.tolerance:
            return Judged(True, self.why)
        for wrong in self.wrong:
            if abs(answer - number_of(wrong.answer)) <= self.tolerance:
                return Judged(False, wrong.why)
        return Judged(False, f"It is {'less' if answer > right else 'more'} than that.")
