"""What every kind of question has, and what each of them must know.

A kind is a type of entry in `lesson.toml`. It knows how it is asked (`asked`, `controls`, `twin`),
how an answer is read and judged (`read`, `judge`), and what can be wrong with it (`faults` without
running anything, `surprises` by running). The card knows none of this.
"""

import random
from collections.abc import Iterator
from string import Template
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, TypeVar

import msgspec
from msgspec import Meta

from eventlab.course import card
from eventlab.course.basis import Entry, Text

Value = str | int | float
Self = TypeVar("Self", bound="Question")


class Unanswered(ValueError):
    """Nothing that can be judged was handed in; the message says what is missing."""


class Judged(NamedTuple):
    """What comes of an answer: whether it is right, and what is said of it."""

    right: bool
    say: str
    shown: str = ""  # what a run printed, or a verdict, line by line


class Question(Entry, frozen=True, kw_only=True, tag_field="kind"):
    """A question of any kind.

    Args:
        vary: the variants: in each, `$name` in every text is replaced by the value of that name.
            When the question is answered anew, the next one is drawn.
        confidence: ask how sure the learner is, before the answer.
        level: how hard it is, where that is said.
        lesson: the lesson that teaches it, where that is another one.
    """

    prompt: Text
    hint: Text
    steps: Annotated[tuple[Text, ...], Meta(min_length=1)]
    mistakes: Annotated[tuple[Text, ...], Meta(min_length=1)]
    vary: tuple[dict[str, Value], ...] = ()
    confidence: bool = False
    level: Literal["", "easy", "medium", "hard"] = ""
    lesson: str = ""

    fixed: ClassVar[frozenset[str]] = frozenset({"id", "kind", "concept", "vary", "lesson"})

    def variant(self: Self, number: int) -> Self:
        """Return the question with the values of one variant; the number may be any."""
        if not self.vary:
            return self
        row = self.vary[number % len(self.vary)]
        raw = msgspec.to_builtins(self)
        filled = {k: v if k in self.fixed else _fill(v, row) for k, v in raw.items()}
        return msgspec.convert(filled, type(self))

    def variants(self: Self) -> list[Self]:
        """Return the question as it is with each of its variants."""
        return [self.variant(number) for number in range(len(self.vary) or 1)]

    def asked(self) -> str:
        """Return what is asked, in Markdown."""
        return self.prompt

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the question, as far as that shows without running it."""
        yield from ()

    def surprises(self) -> Iterator[str]:
        """Yield what turns out to be wrong with one variant when its lines are run."""
        yield from ()

    def controls(self, answer: Any, judged: Judged | None) -> list[card.Block]:
        """Return what the learner answers with, showing an answer, and how it was judged."""
        raise NotImplementedError

    def read(self, raw: Any) -> Any:
        """Turn what the page sent into an answer that can be judged and recorded.

        Raises:
            Unanswered: it cannot be.
        """
        raise NotImplementedError

    def known(self, answer: Any) -> bool:
        """Return whether a recorded answer still means something to this edition."""
        raise NotImplementedError

    def judge(self, answer: Any) -> Judged:
        """Judge an answer."""
        raise NotImplementedError

    def recall(self, answer: Any, right: bool) -> Judged:
        """Return what was said of a recorded answer, at once."""
        return self.judge(answer)

    def twin(self) -> str:
        """Return what stands for the question where no kernel runs."""
        return card.twin_of_choices("Question", self.asked(), [])


def _fill(value: Any, row: dict[str, Value]) -> Any:
    if isinstance(value, str):
        return Template(value).substitute({name: str(given) for name, given in row.items()})
    if isinstance(value, dict):
        return {key: _fill(inner, row) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_fill(inner, row) for inner in value]
    return value


def unused(question: Question) -> Iterator[str]:
    """Yield what is wrong with a question's variants: names that are missing or not used."""
    text = str(msgspec.to_builtins(msgspec.structs.replace(question, vary=())))
    for number, row in enumerate(question.vary):
        try:
            question.variant(number)
        except KeyError as error:
            yield f"vary[{number}]: no value for ${error.args[0]}"
        except ValueError as error:
            yield f"vary[{number}]: {error}; a dollar sign is written $$"
        for name in row:
            if f"${name}" not in text and f"${{{name}}}" not in text:
                yield f"vary[{number}]: no text has a ${name}"


def shuffled(size: int, seed: str) -> list[int]:
    """Return the numbers below `size` in an order that is the same each time, and not their own."""
    order = list(range(size))
    while order == sorted(order):
        random.Random(seed).shuffle(order)
        seed += "+"
    return order


def fenced(code: str) -> str:
    """Return lines of Python in Markdown."""
    return f"```python\n{code.strip()}\n```"
