"""quiz: a question of any kind, with explanations, a hint, worked steps and the common mistakes."""

from typing import Any

from eventlab.course import card
from eventlab.course.bets import CONFIDENCE
from eventlab.course.content import Question, find, lesson_of, plain
from eventlab.course.kinds import Judged, Unanswered
from eventlab.course.learner.history import opened, past, record
from eventlab.event import Event

HELPS = {"hint": "Hint", "steps": "Step by step", "mistakes": "Common mistakes"}


def quiz(id: str) -> card.Card:
    """Show a question of the lesson.

    It can be answered as often as one likes; answered anew, it may come with other values. Every
    wrong answer is explained; the hint, the worked steps and the common mistakes can be opened
    after an attempt. What was answered before is shown again when the notebook is reopened.

    Raises:
        LookupError: there is no question of that id; the message names the nearest.
    """
    question = find(id, Question)
    opened(lesson_of(id).name)
    return _QuizCard(question)


class _QuizCard(card.Card):
    def _begin(self, variant: int) -> None:
        self._variant, self._question = variant, self._plain.variant(variant)
        self._answer: Any = None  # the last that was handed in
        self._draft: Any = None  # what stands in the card, handed in or not
        self._judged: Judged | None = None
        self._sure: int | None = None  # the confidence before the first answer
        self._was_right = False
        self._opened: list[str] = []  # of HELPS

    def __init__(self, question: Question) -> None:
        self._plain = question  # before one of its variants is chosen
        self._begin(0)
        for event in past(question.id):
            self._remember(event)
        if self._answer is not None:
            self._judged = self._question.recall(self._answer, self._was_right)
        twin = question.variant(0).twin()
        super().__init__(f"Question {question.id}", self._blocks(), twin=twin, act=self._press)

    def _remember(self, event: Event) -> None:
        if event.type != "QuestionAnswered":
            return
        data = plain(event.data)
        variant = data.get("variant") or 0
        if variant != self._variant:
            self._begin(variant)
        # An answer to an older edition of the question may name options that are gone.
        if self._question.known(data.get("chosen")):
            self._answer = self._draft = data["chosen"]
            self._sure, self._was_right = data.get("confidence"), data["right"]

    def _press(self, action: str, chosen: dict[str, Any]) -> card.View:
        if action == "again":
            self._begin((self._variant + 1) % (len(self._plain.vary) or 1))
            return self._blocks()
        trouble = self._take(chosen)
        if action == "answer":
            return self._hand_in(trouble)
        if action in HELPS and self._judged:
            self._opened = [*self._opened, action]
            record("HelpTaken", self._question.id, help=action)
        return self._blocks()

    def _take(self, chosen: dict[str, Any]) -> str:
        """Keep what stands in the card, and return what is missing."""
        self._sure = next(iter(chosen.get("confidence", ())), self._sure)
        try:
            self._draft = self._question.read(chosen.get("answer"))
        except Unanswered as missing:
            return str(missing)
        if self._question.confidence and self._sure is None:
            return "Say how sure you are as well."
        return ""

    def _hand_in(self, trouble: str) -> card.View:
        try:
            judged = None if trouble else self._question.judge(self._draft)
        except Unanswered as missing:
            trouble, judged = str(missing), None
        if judged is None:
            return [*self._blocks(), card.feedback("note", trouble)]
        self._answer, self._judged = self._draft, judged
        known = {"variant": self._variant, "confidence": self._sure}
        more = {key: value for key, value in known.items() if value is not None}
        record(
            "QuestionAnswered", self._question.id, chosen=self._answer, right=judged.right, **more
        )
        return self._blocks()

    def _blocks(self) -> card.View:
        judged = self._judged
        fresh = judged if self._draft == self._answer else None  # not that of another answer
        blocks = [
            card.heading("Question"),
            card.prose(self._question.asked()),
            *self._question.controls(self._draft, fresh),
        ]
        if self._question.confidence:
            blocks.append(how_sure(self._sure, locked=judged is not None))
        if judged:
            blocks += feedback(judged, self._sure)
        blocks += [card.feedback("note", self._help(name)) for name in self._opened]
        return [*blocks, card.buttons(*self._actions())]

    def _help(self, name: str) -> str:
        question = self._question
        if name == "hint":
            return f"**Hint.** {question.hint}"
        if name == "steps":
            steps = "\n".join(f"{n}. {step}" for n, step in enumerate(question.steps, 1))
            return f"**Step by step**\n\n{steps}"
        return "**Common mistakes**\n\n" + "\n".join(f"- {line}" for line in question.mistakes)

    def _actions(self) -> list[tuple[str, str]]:
        if not self._judged:
            return [("answer", "Check my answer")]
        solved = self._judged.right
        helps = [(name, label) for name, label in HELPS.items() if name not in self._opened]
        if solved:
            return [("again", "Answer anew"), *(h for h in helps if h[0] != "hint")]
        return [("answer", "Check my answer"), *helps]


def how_sure(chosen: int | None, *, locked: bool = False) -> card.Block:
    """Ask how sure the learner is of the answer."""
    levels = [card.option(level) for level in CONFIDENCE]
    given = [] if chosen is None else [chosen]
    return card.choices(
        "confidence", "How sure are you?", levels, chosen=given, locked=locked, row=True
    )


def feedback(judged: Judged, sure: int | None) -> card.View:
    """Return what is said of an answer, and of how sure it was given."""
    blocks = [card.feedback("right" if judged.right else "wrong", judged.say)]
    if judged.shown:
        blocks.append(card.feedback("note", judged.shown, literal=True))
    if judged.right and sure == 0:
        blocks.append(card.feedback("note", "You called it a guess: the steps say why it holds."))
    if not judged.right and sure == len(CONFIDENCE) - 1:
        text = "You were certain. Such an error, once seen, is the one that is best remembered."
        blocks.append(card.feedback("note", text))
    return blocks
