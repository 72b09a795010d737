"""Questions with options: one right answer, several, or the option that a program prints."""

import re
from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import Meta

from eventlab.course import card
from eventlab.course.basis import Strict, Text
from eventlab.course.kinds.question import Judged, Question, Unanswered, fenced, shuffled
from eventlab.course.running import output_of

_ERROR = re.compile(r"^(\w*(?:Error|Exception|ExceptionGroup))\b.*$")


class Option(Strict, frozen=True):
    """One answer of a question: what it says, whether it is right, and why or why not."""

    text: Text
    why: Text
    right: bool = False


class Printed(Strict, frozen=True):
    """What somebody might expect a program to print, and why it does or does not."""

    text: Text
    why: Text


class _Offering(Question, frozen=True, kw_only=True):
    """A question whose options are shown; `shuffle` them, the same way each time."""

    options: Annotated[tuple[Option | Printed, ...], Meta(min_length=2)]
    shuffle: bool = False

    def right(self) -> list[int]:
        """Return the numbers of the right options."""
        raise NotImplementedError

    def option_text(self, number: int) -> str:
        """Return what an option says, in Markdown."""
        return self.options[number].text

    def _shown(self) -> list[int]:
        size = len(self.options)
        return shuffled(size, self.id) if self.shuffle else list(range(size))

    def controls(self, answer: Any, judged: Judged | None) -> list[card.Block]:
        shown, several = self._shown(), isinstance(self, Several)
        block = card.choices(
            "answer",
            "Choose all that are right." if several else "Choose one.",
            [self._option(i, judged is not None and i in answer) for i in shown],
            chosen=[shown.index(i) for i in answer or ()],
            several=several,
            locked=judged is not None and judged.right,
            lettered=True,
        )
        return [block]

    def _option(self, number: int, judged: bool) -> card.Block:
        text = self.option_text(number)
        if not judged:
            return card.option(text)
        mark = "right" if number in self.right() else "wrong"
        return card.option(text, mark=mark, note=self.options[number].why)

    def read(self, raw: Any) -> list[int]:
        if not raw:
            raise Unanswered("Choose an answer first.")
        shown = self._shown()
        return sorted(shown[i] for i in raw)

    def known(self, answer: Any) -> bool:
        there_are = range(len(self.options))
        return isinstance(answer, list) and bool(answer) and all(i in there_are for i in answer)

    def judge(self, answer: Any) -> Judged:
        if answer == self.right():
            return Judged(True, "That is it.")
        if set(answer) < set(self.right()):
            return Judged(False, "Right as far as it goes, and not complete.")
        return Judged(False, "Read why beside your choice, then choose again.")

    def twin(self) -> str:
        texts = [self.option_text(i) for i in self._shown()]
        return card.twin_of_choices("Question", self.asked(), texts)


class One(_Offering, frozen=True, kw_only=True, tag="one"):
    """A question with one right answer."""

    options: Annotated[tuple[Option, ...], Meta(min_length=2)]

    def right(self) -> list[int]:
        return [i for i, option in enumerate(self.options) if option.right]

    def faults(self) -> Iterator[str]:
        right = len(self.right())
        if right == 0 or (right > 1 and not isinstance(self, Several)):
            wanted = "at least one" if isinstance(self, Several) else "exactly one"
            yield (
                f"options: {right} are right; a question of this kind has {wanted} option "
                "with right = true"
            )


class Several(One, frozen=True, kw_only=True, tag="several"):
    """A question with any number of right answers."""


class Output(_Offering, frozen=True, kw_only=True, tag="output"):
    """What do these lines print? The right option is found by running them.

    Args:
        code: the lines, shown under the prompt. An error they end with is printed by its name.
        typed: the learner writes the output; the options are the answers that are explained.
    """

    code: Text
    options: Annotated[tuple[Printed, ...], Meta(min_length=2)]
    typed: bool = False

    def asked(self) -> str:
        return f"{self.prompt}\n\n{fenced(self.code)}"

    def option_text(self, number: int) -> str:
        return f"```\n{self.options[number].text.strip()}\n```"

    def right(self) -> list[int]:
        printed = _tidy(output_of(self.code))
        return [i for i, option in enumerate(self.options) if _tidy(option.text) == printed]

    def surprises(self) -> Iterator[str]:
        texts = [_tidy(option.text) for option in self.options]
        if len(self.right()) != 1 or len(set(texts)) < len(texts):
            yield (
                f"options: {len(self.right())} of {len(texts)} are what the lines print, "
                f"{output_of(self.code)!r}; exactly one must be, and no two the same"
            )

    def controls(self, answer: Any, judged: Judged | None) -> list[card.Block]:
        if not self.typed:
            return super().controls(answer, judged)
        locked = judged is not None and judged.right
        label = "What is printed, line by line?"
        return [card.field("answer", label, answer or "", lines=4, locked=locked)]

    def read(self, raw: Any) -> Any:
        if not self.typed:
            return super().read(raw)
        if not str(raw or "").strip():
            raise Unanswered("Write what is printed first.")
        return str(raw)

    def known(self, answer: Any) -> bool:
        return isinstance(answer, str) if self.typed else super().known(answer)

    def judge(self, answer: Any) -> Judged:
        if not self.typed:
            judged = super().judge(answer)
        else:
            written = _tidy(answer)
            whys = [option.why for option in self.options if _tidy(option.text) == written]
            say = whys[0] if whys else "Not what is printed: go through it line by line."
            judged = Judged(written == _tidy(output_of(self.code)), say)
        if not judged.right:
            return judged
        return judged._replace(shown=f"Run just now, it printed:\n{output_of(self.code)}")

    def twin(self) -> str:
        return super().twin() if not self.typed else Question.twin(self)


def _tidy(text: str) -> str:
    """Leave out what nobody means: blanks at the ends, and the text of an error behind its name."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return "\n".join(_ERROR.sub(r"\1", line) for line in lines if line)
