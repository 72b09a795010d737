"""How firm each concept sits: what came of the tries, seen lesson by lesson."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from eventlab.course.content import Bet, Entry, Lesson
from eventlab.course.learner.read_model import Standings
from eventlab.course.learner.tries import Mark, Tries

State = Literal["not tried", "begun", "not firm", "firm"]


@dataclass(frozen=True)
class Standing:
    """One question, bet, myth or task, and how it stands; `tries` says what the fields mean."""

    entry: Entry
    lesson: Lesson
    mark: Mark
    mistake: str | None
    due: datetime | None


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


class Progress:
    """All that the history says about the lessons that were opened.

    Args:
        lessons: the course.
        found: what the history says.
        now: the moment for which something is due; by default the present.
    """

    def __init__(
        self, lessons: Iterable[Lesson], found: Standings, now: datetime | None = None
    ) -> None:
        self.now = now or datetime.now(UTC)
        self.levels = found.levels
        self.opened = [  # the lessons that were begun, in the course's order
            lesson
            for lesson in lessons
            if lesson.name in found.opened
            or any(entry.id in found.tries for entry in lesson.entries)
        ]
        concepts: dict[str, Concept] = {}
        for lesson in self.opened:
            for entry in lesson.entries:
                if entry.concept not in concepts:
                    concepts[entry.concept] = Concept(entry.concept, lesson)
                tries = found.tries.get(entry.id, Tries())
                standing = Standing(entry, lesson, tries.mark, tries.mistake, tries.due)
                concepts[entry.concept].standings.append(standing)
        self.concepts = list(concepts.values())

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
