"""How firm each concept sits: a fold of the learner's history.

An answer is firm when it was right at the first try of a sitting, before any help was taken. A task
may take many tries, but not its solution. What is firm comes up for review after one day, then
after two, four and so on, as in Leitner's boxes (S. Leitner, So lernt man lernen, 1972); what was
right only in the end, after one day; what is wrong, at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from eventlab.course.content import Bet, Entry, Lesson, Task
from eventlab.event import Event

SITTING = timedelta(hours=8)  # a longer pause begins another one
DAY = timedelta(days=1)
LONGEST = 6  # doublings: a review at least every 64 days

Mark = Literal["not tried", "wrong", "mended", "firm"]
State = Literal["not tried", "begun", "not firm", "firm"]


@dataclass
class Standing:
    """One question, bet, myth or task, and how it stands.

    Args:
        entry: what was asked.
        lesson: where.
        mark: a bet that was lost is "mended": what happened was shown.
        mistake: the name of the mistake that the last check recognised.
        due: when it should be asked again; None for a bet, which can be made only once.
    """

    entry: Entry
    lesson: Lesson
    mark: Mark = "not tried"
    mistake: str | None = None
    due: datetime | None = None
    _last: datetime | None = None
    _clean: bool = True  # nothing wrong and no help in this sitting
    _reviews: int = 0  # that were firm, each when it was due

    def apply(self, event: Event) -> None:
        """Take in what happened next."""
        if self._last is None or event.time - self._last > SITTING:
            self._clean = True
        self._last, data, task = event.time, event.data, isinstance(self.entry, Task)
        if event.type == "HelpTaken":
            self._clean = self._clean and task and data["help"] != "solution"
        elif event.type == "ExerciseChecked":
            self.mistake = data.get("mistake")
            if data["verdict"] != "not attempted":
                self._settle(data["verdict"] == "passed", event.time)
        elif event.type == "BetSettled":
            self.mark = "firm" if data["right"] else "mended"
        elif event.type in ("QuestionAnswered", "MythJudged"):
            self._settle(data["right"], event.time)

    def _settle(self, right: bool, time: datetime) -> None:
        if not right:
            self.mark, self.due, self._reviews = "wrong", time, 0
            self._clean = isinstance(self.entry, Task) and self._clean
        elif not self._clean and self.mark != "firm":
            self.mark, self.due, self._reviews = "mended", time + DAY, 0
        elif self._clean and (self.mark != "firm" or self.due is None or time >= self.due):
            self.mark, self.due = "firm", time + DAY * 2 ** min(self._reviews, LONGEST)
            self._reviews += 1


@dataclass
class Concept:
    """What the entries of one concept say together, in all lessons that were opened."""

    name: str
    lesson: Lesson  # where it comes up first
    standings: list[Standing] = field(default_factory=list)

    @property
    def state(self) -> State:
        """Say in words how firm it is: "firm" only if everything that can be asked is."""
        asked = [s.mark for s in self.standings if not isinstance(s.entry, Bet)]
        marks = asked or [s.mark for s in self.standings]
        tried = [s.mark for s in self.standings if s.mark != "not tried"]
        if "wrong" in marks or "mended" in asked:
            return "not firm"
        if set(marks) == {"firm"}:
            return "firm"
        return "begun" if tried else "not tried"

    def due(self, now: datetime) -> list[Standing]:
        """Return what of it went well and should be asked again by now."""
        return [s for s in self.standings if s.mark != "wrong" and s.due and s.due <= now]

    def wrong(self) -> list[Standing]:
        """Return what was wrong at the last try."""
        return [s for s in self.standings if s.mark == "wrong"]


@dataclass
class Level:
    """Of the bets and answers that were given with one confidence: how many, and how many right."""

    given: int = 0
    right: int = 0


class Progress:
    """All that the history says about the lessons that were opened.

    Args:
        lessons: the course.
        events: the history, oldest first.
        now: the moment for which something is due; by default the present.
    """

    def __init__(
        self, lessons: Iterable[Lesson], events: Iterable[Event], now: datetime | None = None
    ) -> None:
        self.now = now or datetime.now(UTC)
        self.levels: dict[int, Level] = {}
        self._lessons = list(lessons)
        self._opened: set[str] = set()
        self._bets: dict[str, int] = {}  # the confidence of those that are not settled
        self._answered: dict[tuple[str, object], datetime] = {}
        standings = [
            Standing(entry, lesson) for lesson in self._lessons for entry in lesson.entries
        ]
        by_id = {standing.entry.id: standing for standing in standings}
        for event in events:
            subject = event.subject or ""
            if event.type == "LessonOpened":
                self._opened.add(subject)
            elif subject in by_id:
                by_id[subject].apply(event)
                self._opened.add(by_id[subject].lesson.name)
            self._calibrate(event, subject)
        self.concepts: list[Concept] = []
        concepts: dict[str, Concept] = {}
        for standing in (s for s in standings if s.lesson.name in self._opened):
            name, lesson = standing.entry.concept, standing.lesson
            if name not in concepts:
                self.concepts.append(concepts.setdefault(name, Concept(name, lesson)))
            concepts[name].standings.append(standing)

    @property
    def opened(self) -> list[Lesson]:
        """The lessons that were begun, in the course's order."""
        return [lesson for lesson in self._lessons if lesson.name in self._opened]

    def again(self) -> list[Standing]:
        """Return what was wrong at the last try, then what is due for review, longest first."""
        wrong = [s for concept in self.concepts for s in concept.wrong()]
        due = [s for concept in self.concepts for s in concept.due(self.now)]
        return [*wrong, *sorted(due, key=lambda s: s.due or self.now)]

    def reopen(self) -> Lesson | None:
        """Return the lesson to open again first: most that is wrong, then most that is due."""
        again, best = self.again(), None
        for lesson in self.opened:
            here = [s.mark == "wrong" for s in again if s.lesson is lesson]
            if here and (best is None or (sum(here), len(here)) > best[0]):
                best = (sum(here), len(here)), lesson
        return best[1] if best else None

    def _calibrate(self, event: Event, subject: str) -> None:
        """Count a bet when it is settled, and the first answer of a sitting if it says how sure."""
        confidence = None
        if event.type == "BetMade":
            self._bets[subject] = event.data["confidence"]
        elif event.type == "BetSettled":
            confidence = self._bets.pop(subject, None)
        elif event.type == "QuestionAnswered":
            asked = subject, event.data.get("variant")
            before, self._answered[asked] = self._answered.get(asked), event.time
            if before is None or event.time - before > SITTING:
                confidence = event.data.get("confidence")
        if confidence is not None:
            level = self.levels.setdefault(confidence, Level())
            level.given += 1
            level.right += event.data["right"]
