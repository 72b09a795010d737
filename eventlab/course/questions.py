"""quiz: a question with explanations, a hint, worked steps and the common mistakes."""

from typing import Any

from eventlab.course import card
from eventlab.course.content import Question, find, lesson_of
from eventlab.course.history import opened, past, record
from eventlab.event import Event


def quiz(id: str) -> card.Card:
    """Show a question of the lesson.

    It can be answered as often as one likes. Every wrong option that was chosen is explained; the
    hint, the worked steps and the common mistakes can be opened after an attempt. What was
    answered before is shown again when the notebook is reopened.

    Raises:
        LookupError: there is no question of that id; the message names the nearest.
    """
    question = find(id, Question)
    opened(lesson_of(id).name)
    return _QuizCard(question)


class _QuizCard(card.Card):
    def __init__(self, question: Question) -> None:
        self._question = question
        self._right = [i for i, option in enumerate(question.options) if option.right]
        self._chosen: list[int] = []
        self._answered = False  # an attempt was made, and its result is on the screen
        self._opened: list[str] = []  # of "hint", "steps", "mistakes"
        for event in past(question.id):
            self._remember(event)
        texts = [option.text for option in question.options]
        twin = card.twin_of_choices("Question", question.prompt, texts)
        super().__init__(f"Question {question.id}", self._blocks(), twin=twin, act=self._press)

    def _remember(self, event: Event) -> None:
        if event.type == "QuestionAnswered":
            # An answer to an older edition of the question may name options that are gone.
            known = range(len(self._question.options))
            self._chosen = [i for i in event.data.get("chosen", ()) if i in known]
            self._answered = bool(self._chosen)

    def _press(self, action: str, chosen: dict[str, list[int]]) -> card.View:
        if action == "answer":
            return self._answer(sorted(chosen.get("answer", [])))
        if action == "again":
            self._chosen, self._answered, self._opened = [], False, []
        elif action in ("hint", "steps", "mistakes") and self._answered:
            self._opened = [*self._opened, action]
            record("HelpTaken", self._question.id, help=action)
        return self._blocks()

    def _answer(self, chosen: list[int]) -> card.View:
        if not chosen:
            return [*self._blocks(), card.feedback("note", "Choose an answer first.")]
        self._chosen, self._answered = chosen, True
        record("QuestionAnswered", self._question.id, chosen=chosen, right=chosen == self._right)
        return self._blocks()

    def _blocks(self) -> card.View:
        question, solved = self._question, self._answered and self._chosen == self._right
        blocks = [
            card.heading("Question"),
            card.prose(question.prompt),
            card.choices(
                "answer",
                "Choose one." if question.kind == "one" else "Choose all that are right.",
                [self._option(i) for i in range(len(question.options))],
                chosen=self._chosen,
                several=question.kind == "several",
                locked=solved,
            ),
        ]
        if self._answered:
            blocks.append(self._feedback(solved))
        blocks += [card.feedback("note", self._help(name)) for name in self._opened]
        return [*blocks, card.buttons(*self._actions(solved))]

    def _option(self, i: int) -> card.Block:
        option = self._question.options[i]
        if not self._answered or i not in self._chosen:
            return card.option(option.text)
        return card.option(option.text, mark="right" if option.right else "wrong", note=option.why)

    def _feedback(self, solved: bool) -> card.Block:
        if solved:
            return card.feedback("right", "That is it.")
        if set(self._chosen) < set(self._right):
            return card.feedback("wrong", "Right as far as it goes, and not complete.")
        return card.feedback("wrong", "Read why beside your choice, then choose again.")

    def _help(self, name: str) -> str:
        question = self._question
        if name == "hint":
            return f"**Hint.** {question.hint}"
        if name == "steps":
            steps = "\n".join(f"{n}. {step}" for n, step in enumerate(question.steps, 1))
            return f"**Step by step**\n\n{steps}"
        return "**Common mistakes**\n\n" + "\n".join(f"- {line}" for line in question.mistakes)

    def _actions(self, solved: bool) -> list[tuple[str, str]]:
        actions = [("again", "Answer anew")] if solved else [("answer", "Check my answer")]
        if self._answered:
            helps: dict[str, Any] = {"steps": "Step by step", "mistakes": "Common mistakes"}
            if not solved:
                helps = {"hint": "Hint", **helps}
            actions += [(name, label) for name, label in helps.items() if name not in self._opened]
        return actions
