"""What a lesson asks, as data: the types of `lesson.toml`, and reading it with clear errors.

Every lesson has one such file beside its source. What is right stands only there: neither the
notebook nor the page knows it before the learner has answered.
"""

import difflib
import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from eventlab.course.basis import Entry as Entry
from eventlab.course.basis import Strict, Text
from eventlab.course.kinds import AnyQuestion, unused
from eventlab.course.kinds import Question as Question

LESSONS = Path(__file__).resolve().parent.parent / "lessons"


class ContentError(ValueError):
    """A lesson file that cannot be used; the message names file, entry and key."""


class Outcome(Strict, frozen=True):
    """One possible outcome of a run: what the learner reads, and the value it stands for."""

    text: Text
    outcome: Any
    why: Text


class Bet(Entry, frozen=True):
    """A guess about a run. Which option is right is not written down: the run decides."""

    prompt: Text
    options: Annotated[tuple[Outcome, ...], Meta(min_length=2)]


class Myth(Entry, frozen=True):
    """A claim to defend or to attack, what settles it, and the boundary where it is true."""

    claim: Text
    stand: Literal["defend", "attack"]
    truth: Text
    boundary: Text


class Task(Entry, frozen=True):
    """An exercise: what is asked, and three hints, each nearer to the solution."""

    title: Text
    hints: Annotated[tuple[Text, ...], Meta(min_length=3, max_length=3)]


class _File(Strict, frozen=True):
    title: Text
    question: Text
    objectives: Annotated[tuple[Text, ...], Meta(min_length=3, max_length=3)]
    questions: tuple[AnyQuestion, ...] = ()
    test: tuple[AnyQuestion, ...] = ()
    bets: tuple[Bet, ...] = ()
    myths: tuple[Myth, ...] = ()
    tasks: tuple[Task, ...] = ()


Kind = TypeVar("Kind", bound=Entry)


class Lesson:
    """A lesson's folder and what its data file holds.

    Raises:
        ContentError: the file is missing, or something in it is; it names file, entry and key.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name
        path = folder / "lesson.toml"
        where = f"{self.name}/lesson.toml"
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise ContentError(f"{where} is missing: every lesson has one") from None
        try:
            data = msgspec.toml.decode(text)
            content = msgspec.convert(data, _File)
        except msgspec.ValidationError as error:
            raise ContentError(f"{where}: {_name_the_entry(str(error), data)}") from None
        except msgspec.DecodeError as error:
            raise ContentError(f"{where} is not TOML: {error}") from None
        self.title = content.title
        self.question = content.question
        self.objectives = content.objectives
        self.questions = content.questions
        self.test = content.test
        self.bets = content.bets
        self.myths = content.myths
        self.tasks = content.tasks
        self._check(where)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All that a notebook asks by its id: questions, bets, myths and tasks."""
        return (*self.questions, *self.bets, *self.myths, *self.tasks)

    def task(self, id: str) -> Task:
        """Return the task of that id."""
        return find(id, Task, (self,))

    def _check(self, where: str) -> None:
        seen: set[str] = set()
        for entry in (*self.entries, *self.test):
            if entry.id in seen:
                raise ContentError(f"{where}, {entry.id}: the id stands there twice")
            if entry.id[:2] != self.name[:2] and not entry.id.startswith("practice-"):
                raise ContentError(f"{where}, {entry.id}: the id must begin with {self.name[:2]}-")
            seen.add(entry.id)
        for question in (*self.questions, *self.test):
            for fault in (*question.faults(), *unused(question)):
                raise ContentError(f"{where}, {question.id}, {fault}")
        for question in self.test:
            if not (question.level and question.lesson and len(question.vary) == 2):
                raise ContentError(
                    f"{where}, {question.id}: a question of the test has a level, a lesson and two "
                    "variants, one for before and one for after"
                )
        for bet in self.bets:
            outcomes = [plain(option.outcome) for option in bet.options]
            if any(outcomes.count(outcome) > 1 for outcome in outcomes):
                raise ContentError(f"{where}, {bet.id}, options: two have the same outcome")


@cache
def lessons() -> tuple[Lesson, ...]:
    """Return every lesson of the course, in order."""
    return tuple(Lesson(path.parent) for path in sorted(LESSONS.glob("*/lesson.toml")))


def lesson_of(id: str) -> Lesson:
    """Return the lesson that has an entry of that id.

    Raises:
        LookupError: no lesson has; the message names the nearest id.
    """
    for lesson in lessons():
        if any(entry.id == id for entry in lesson.entries):
            return lesson
    known = [entry.id for lesson in lessons() for entry in lesson.entries]
    raise _unknown(id, "question, bet, myth or task", known)


def find(id: str, kind: type[Kind], among: tuple[Lesson, ...] | None = None) -> Kind:
    """Return the entry of that id and kind.

    Raises:
        LookupError: there is none; the message names the nearest id.
    """
    entries = [e for lesson in among or lessons() for e in lesson.entries if isinstance(e, kind)]
    for entry in entries:
        if entry.id == id:
            return entry
    raise _unknown(id, kind.__name__.lower(), [entry.id for entry in entries])


def plain(value: Any) -> Any:
    """Return `value` as JSON would carry it, so that a tuple and a list are the same outcome."""
    return msgspec.json.decode(msgspec.json.encode(value))


def _unknown(id: str, what: str, known: list[str]) -> LookupError:
    near = difflib.get_close_matches(str(id), known, n=1)
    advice = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known) or 'none'}"
    return LookupError(f"there is no {what} {id!r}; {advice}")


def _name_the_entry(message: str, data: Any) -> str:
    """Turn the decoder's `$.questions[0].options[1].why` into an id and a key."""
    found = re.search(r" - at `\$\.?(?:(\w+)\[(\d+)\])?\.?([^`]*)`", message)
    if not found:
        return message
    section, index, key = found.groups()
    entry = data[section][int(index)] if section else {}
    name = entry.get("id") if isinstance(entry, dict) else None
    place = name or (f"{section}[{index}]" if section else "")
    return ", ".join(part for part in (place, key, message[: found.start()]) if part)
