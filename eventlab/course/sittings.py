"""ten_questions: a short test before the course, and the same concepts with other values after it.

Nothing is told of right and wrong until the last answer: what the test would teach, it could not
measure any more.
"""

from typing import Any, Literal

from eventlab.course import card
from eventlab.course.bets import CONFIDENCE
from eventlab.course.content import Question, lessons
from eventlab.course.kinds import Unanswered
from eventlab.course.learner.history import past, record
from eventlab.course.questions import how_sure
from eventlab.event import Event

Sitting = Literal["before", "after"]
SITTINGS: tuple[Sitting, ...] = ("before", "after")
MARKS = {True: "✓ right", False: "✕ not yet", None: "not answered"}
RULES = (
    "Nothing is explained until the end, and no answer is needed: *I do not know yet* is one. What "
    "you answer stays on this machine."
)


def ten_questions(sitting: Sitting) -> card.Card:
    """Ask ten questions of three levels, one by one; at the end show what is firm and what is not.

    Args:
        sitting: "before" the course or "after" it. The second asks for the same concepts with
            other values, and shows both results.

    Raises:
        ValueError: there is no such sitting.
    """
    if sitting not in SITTINGS:
        raise ValueError(f"{sitting!r} is no sitting: it is one of {', '.join(SITTINGS)}")
    return _SittingCard(sitting)


class _SittingCard(card.Card):
    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._asked: list[Question] = [question for lesson in lessons() for question in lesson.test]
        self._given: dict[Sitting, dict[str, Event]] = fold(self._asked)
        self._again = self._explained = False
        name = f"Ten questions, {sitting} the course"
        count = f"<p>{len(self._asked)} questions over three levels. {card.markup(RULES)[3:]}"
        twin = f"<div><p><strong>{name}</strong></p>{count}<p><em>Run this notebook.</em></p></div>"
        super().__init__(name, self._blocks(), twin=twin, act=self._press)

    def _now(self) -> Question | None:
        """Return the question to ask now, with the values of this sitting."""
        done = {} if self._again else self._given[self._sitting]
        for question in self._asked:
            if question.id not in done:
                return question.variant(SITTINGS.index(self._sitting))
        return None

    def _press(self, action: str, chosen: dict[str, Any]) -> card.View:
        question = self._now()
        if question is None:
            self._again, self._explained = action == "again", action == "explain"
            return self._blocks()
        sure = next(iter(chosen.get("confidence", ())), None)
        answer, right = None, False
        if action == "next":
            try:
                answer = question.read(chosen.get("answer"))
                right = question.judge(answer).right
            except Unanswered as missing:
                return [*self._blocks(None, sure), card.feedback("note", str(missing))]
            if sure is None:
                note = card.feedback("note", "Say how sure you are as well.")
                return [*self._blocks(answer), note]
        known: dict[str, Any] = {} if sure is None or answer is None else {"confidence": sure}
        known["variant"] = self._sitting
        record("QuestionAnswered", question.id, chosen=answer, right=right, **known)
        self._again, self._given = False, fold(self._asked)
        return self._blocks()

    def _blocks(self, answer: Any = None, sure: int | None = None) -> card.View:
        question = self._now()
        if question is None:
            return self._result()
        number = [asked.id for asked in self._asked].index(question.id) + 1
        title = f"Question {number} of {len(self._asked)}, {question.level}"
        return [
            card.heading("Ten questions", title),
            *([card.prose(RULES)] if number == 1 else []),
            card.prose(question.asked()),
            *question.controls(answer, None),
            how_sure(sure),
            card.buttons(("next", "Next"), ("unknown", "I do not know yet")),
        ]

    def _result(self) -> card.View:
        given = self._given[self._sitting]
        missed = [question for question in self._asked if not given[question.id].data["right"]]
        right = len(self._asked) - len(missed)
        header = ("Concept", "Level", *(s.capitalize() for s in self._shown()), "Taught in")
        rows = [
            (q.concept, q.level, *(self._mark(s, q) for s in self._shown()), _taught_in(q))
            for q in self._asked
        ]
        blocks = [
            card.heading("Ten questions", f"{right} of {len(self._asked)} right"),
            *self._picture(),
            card.table("How firm each concept is, and where it is taught", header, rows),
            card.prose(_advice(missed, self._sitting)),
        ]
        if calibration := _calibration([*given.values()]):
            blocks.append(card.table("How sure, and how right", ("You were", "Right"), calibration))
        actions = []
        if self._sitting == "after":
            if self._explained:
                blocks += [card.feedback("note", _explained(question)) for question in missed]
            elif missed:
                actions.append(("explain", "Explain what I missed"))
            actions.append(("again", "Take it again"))
        return [*blocks, *([card.buttons(*actions)] if actions else [])]

    def _picture(self) -> card.View:
        """Draw both sittings, where there were both."""
        if not all(self._given[sitting] for sitting in self._shown()) or len(self._shown()) == 1:
            return []
        from eventlab.course.sittings_picture import sittings_picture  # matplotlib is slow to load

        lines = [
            (q.concept, self._right("before", q), self._right("after", q)) for q in self._asked
        ]
        return [card.picture(sittings_picture(lines))]

    def _shown(self) -> tuple[Sitting, ...]:
        return SITTINGS if self._sitting == "after" else SITTINGS[:1]

    def _mark(self, sitting: Sitting, question: Question) -> str:
        return MARKS[self._right(sitting, question)]

    def _right(self, sitting: Sitting, question: Question) -> bool | None:
        event = self._given[sitting].get(question.id)
        return event.data["right"] if event else None


def fold(asked: list[Question]) -> dict[Sitting, dict[str, Event]]:
    """Return the last answer to each question in each sitting; one more after all begins anew."""
    given: dict[Sitting, dict[str, Event]] = {sitting: {} for sitting in SITTINGS}
    for event in past(*(question.id for question in asked)):
        sitting = event.data.get("variant")
        if event.type != "QuestionAnswered" or sitting not in given:
            continue
        if len(given[sitting]) == len(asked):
            given[sitting] = {}
        given[sitting][event.subject or ""] = event
    return given


def _advice(missed: list[Question], sitting: Sitting) -> str:
    if not missed:
        return "All ten are right."
    places = [name for q in missed if (name := q.lesson) in _there()]
    later = [f"*{q.concept}*" for q in missed if q.lesson not in _there()]
    advice = []
    if places:
        first = "Take your time for" if sitting == "before" else "Reopen"
        advice.append(f"{first} {', '.join(f'`{place}`' for place in dict.fromkeys(places))}.")
    if later:
        advice.append(f"The lesson is in preparation: {', '.join(later)}.")
    return " ".join(advice)


def _taught_in(question: Question) -> str:
    """Name the lesson, and say so where it is still to come."""
    name = question.lesson or ""
    return name if name in _there() else f"{name} (in preparation)"


def _there() -> set[str]:
    return {lesson.name for lesson in lessons()}


def _calibration(events: list[Event]) -> list[tuple[str, str]]:
    rows = []
    for level, name in enumerate(CONFIDENCE):
        right = [event.data["right"] for event in events if event.data.get("confidence") == level]
        if right:
            rows.append((name.lower(), f"{sum(right)} of {len(right)}"))
    return rows


def _explained(question: Question) -> str:
    steps = " ".join(question.variant(SITTINGS.index("after")).steps)
    return f"**{question.concept.capitalize()}.** {steps}"
