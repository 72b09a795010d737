"""Questions with a few broken lines to mend: judged by what the mended lines do."""

from collections.abc import Iterator
from typing import Annotated, Any

from msgspec import Meta

from eventlab.course import card
from eventlab.course.basis import Strict, Text
from eventlab.course.grading import Verdict
from eventlab.course.kinds.question import Judged, Question, Unanswered, fenced
from eventlab.course.mending import NAME, TASK

CHECKS = "eventlab.course.mending"
PATIENCE = 5  # tries


class WrongMend(Strict, frozen=True):
    """A mend that is known to be wrong, and what is wrong with it."""

    code: Text
    why: Text


class Mend(Question, frozen=True, kw_only=True, tag="mend"):
    """Mend these lines.

    Args:
        code: the broken lines, which the learner edits.
        mended: one way to mend them. Lines that do the same are right as well.
        probe: lines that run after the learner's, and whose last one is the value that tells what
            those do.
        why: what is said of a right answer.
        wrong: wrong mends, recognised by the value that the probe has after them.
    """

    code: Text
    mended: Text
    probe: Text
    why: Text
    wrong: Annotated[tuple[WrongMend, ...], Meta(min_length=1)]

    def surprises(self) -> Iterator[str]:
        if (verdict := self._patiently(self.mended)).outcome != "passed":
            yield f"mended: {verdict.message}"
        if self._patiently(self.code).outcome == "passed":
            yield "code: it is not broken, as far as the probe tells"
        for number, wrong in enumerate(self.wrong):
            if self._patiently(wrong.code).mistake != NAME.format(number):
                yield f"wrong[{number}]: the probe does not tell it from the others"

    def controls(self, answer: Any, judged: Judged | None) -> list[card.Block]:
        shown = self.code if answer is None else answer
        locked, lines = judged is not None and judged.right, len(shown.splitlines()) + 2
        field = card.field(
            "answer", "Mend these lines", shown, lines=lines, code=True, locked=locked
        )
        return [field]

    def read(self, raw: Any) -> str:
        code = str(raw or "").expandtabs(4)
        if not code.strip() or code.split() == self.code.split():
            raise Unanswered("Change the lines first.")
        return code

    def known(self, answer: Any) -> bool:
        return isinstance(answer, str)

    def judge(self, answer: Any) -> Judged:
        verdict = self._verdict(answer)
        if verdict.outcome == "passed":
            return Judged(True, self.why)
        for number, wrong in enumerate(self.wrong):
            if verdict.mistake == NAME.format(number):
                return Judged(False, wrong.why)
        if verdict.outcome == "not attempted":
            raise Unanswered(verdict.message)
        return Judged(False, "Not mended yet.", verdict.message)

    def recall(self, answer: Any, right: bool) -> Judged:
        if right:
            return Judged(True, self.why)
        return Judged(False, "Not yet mended when you handed it in. Check it again to see why.")

    def twin(self) -> str:
        return card.twin_of_choices("Question", f"{self.prompt}\n\n{fenced(self.code)}", [])

    def _verdict(self, code: str) -> Verdict:
        from eventlab.course import sandbox  # it starts a process at once: only who mends needs it

        wrong = [mend.code for mend in self.wrong]
        return sandbox.judge_apart(CHECKS, TASK, (code, self.mended, self.probe, wrong))

    def _patiently(self, code: str) -> Verdict:
        """Try again where the machine was too busy for a verdict: an author's lines do end."""
        for _ in range(PATIENCE):
            if (verdict := self._verdict(code)).outcome != "not attempted":
                break
        return verdict
