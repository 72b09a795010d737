"""check, hint, solution: what a learner calls in an exercise.

What was tried and which hints were taken is folded from the learner's history, so that it is still
known after the kernel was restarted.
"""

import html
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from eventlab.course import card, cells, sandbox
from eventlab.course.content import Lesson, Task, lesson_of
from eventlab.course.grading import REPORT, Verdict
from eventlab.course.learner.history import opened, past, record
from eventlab.course.source import cut

MOST_STEPS = 40  # of a run that is still worth drawing
_TONES = {"passed": "right", "failed": "wrong", "not attempted": "note"}
_CELL = re.compile(r"^# %%", re.MULTILINE)

_CELLS = cells.watch()
sandbox.warm()  # the helper process gets ready while the learner writes


def check(id: str, *thing: Any) -> card.Card:
    """Judge what you wrote for a task, and show the verdict: passed, failed or not attempted.

    Your class or function is copied to another process and tried there. Whatever it does, nothing
    in this notebook changes. A failure tells the fewest calls that show it.

    Args:
        id: the task's, such as "03-bus".
        thing: your class or function itself, not what it returns.

    Raises:
        LookupError: there is no task of that id; the message names the nearest.
        TypeError: nothing, or more than one thing, was handed in.
    """
    lesson = lesson_of(id)
    task = lesson.task(id)
    if len(thing) != 1:
        raise TypeError(f'hand in what you wrote, by its name: check("{id}", your_name_for_it)')
    opened(lesson.name)
    verdict = sandbox.judge_apart(f"eventlab.lessons.{lesson.name}.checks", id, thing[0])
    if _CELLS:
        verdict = msgspec.structs.replace(verdict, note=_CELLS.note(thing[0]))
    record("ExerciseChecked", id, verdict=verdict.outcome, mistake=verdict.mistake)
    if report := os.environ.get(REPORT):
        with Path(report).open("ab") as file:
            file.write(msgspec.json.encode(verdict) + b"\n")
    return _VerdictCard(lesson, task, verdict)


def hint(id: str) -> card.Card:
    """Show a hint for a task. There are three, each nearer; the next comes after another try.

    Raises:
        LookupError: there is no task of that id; the message names the nearest.
    """
    title, text = _hint(lesson_of(id).task(id))
    view = [card.heading("Hint", title), card.prose(text)]
    return _card(f"Hint for {id}", view, f"{title}: {text}")


def solution(id: str, *, insist: bool = False) -> card.Card:
    """Show one way to solve a task, after you have tried: when a check has failed or passed.

    Args:
        id: the task's.
        insist: show it without that.

    Raises:
        LookupError: there is no task of that id; the message names the nearest.
    """
    lesson = lesson_of(id)
    task = lesson.task(id)
    if not (insist or _Tries.at(id).attempted):
        text = f'Try it first: write something and run its check. Or: solution("{id}", insist=True)'
        return _card(f"Solution of {id}", [card.prose(text)], text)
    text = _solution(lesson, task)
    view = [card.heading("One solution", task.title), card.feedback("note", text, literal=True)]
    return _card(f"Solution of {id}", view, text)


@dataclass
class _Tries:
    """What has been tried for a task, and what was shown."""

    attempted: bool = False
    since_hint: bool = True  # whether there was a try after the last hint
    hints: int = 0

    @classmethod
    def at(cls, id: str) -> "_Tries":
        """Fold the history of one task."""
        tries = cls()
        for event in past(id):
            if event.type == "ExerciseChecked" and event.data["verdict"] != "not attempted":
                tries.attempted = tries.since_hint = True
            elif event.type == "HelpTaken" and event.data["help"] == "hint":
                tries.since_hint, tries.hints = False, tries.hints + 1
        return tries


def _hint(task: Task) -> tuple[str, str]:
    """Return the next hint, if there was a try since the last; else the last one again."""
    tries, there_are = _Tries.at(task.id), len(task.hints)
    number = min(tries.hints, there_are)
    if tries.since_hint and number < there_are:
        record("HelpTaken", task.id, help="hint")
        number += 1
    more = (
        "The next one comes after another try: change something and run the check."
        if number < there_are
        else f'This was the last one; what remains is `solution("{task.id}")`.'
    )
    return f"Hint {number} of {there_are}", f"{task.hints[number - 1].strip()}\n\n{more}"


def _solution(lesson: Lesson, task: Task) -> str:
    """Cut the solution out of the exercise: the cells between the task's heading and its check."""

    record("HelpTaken", task.id, help="solution")
    source = lesson.folder / "exercise.py"
    cells = _CELL.split(source.read_text(encoding="utf-8"))
    own: list[str] = []
    for cell in cells:
        if f'check("{task.id}"' in cell:
            break
        if cell.startswith(" [markdown]\n# ## "):
            own = []
        elif "# SOLUTION" in cell:
            own.append(cut(cell.partition("\n")[2], "solution", f"{lesson.name}/{source.name}"))
    return "\n\n\n".join(cell.strip() for cell in own)


class _VerdictCard(card.Card):
    """A verdict, with buttons for the hint and the solution while it has not passed."""

    def __init__(self, lesson: Lesson, task: Task, verdict: Verdict) -> None:
        self._lesson, self._task = lesson, task
        self._shown = [
            card.heading("Check", task.title),
            card.feedback(_TONES[verdict.outcome], verdict.message, literal=True),
        ]
        text = verdict.message
        if verdict.note:
            self._shown.insert(1, card.feedback("trouble", verdict.note))
            text = f"{verdict.note}\n{text}"
        if verdict.printed:
            self._shown.append(card.prose("Your code printed:"))
            self._shown.append(card.feedback("note", verdict.printed, literal=True))
            text += f"\nYour code printed:\n{verdict.printed.rstrip()}"
        self._trace = verdict.trace
        self._actions: dict[str, str] = {}
        if verdict.outcome != "passed":
            self._actions = {"hint": "Hint", "solution": "Show a solution"}
        if self._trace and len(self._trace.steps) <= MOST_STEPS:
            self._actions["draw"] = "Draw what happened"
        twin = f"<pre>{html.escape(text)}</pre>"
        super().__init__(
            f"Check of {task.id}", self._blocks(), twin=twin, act=self._help, text=text
        )

    def _help(self, action: str, _: dict[str, list[int]]) -> card.View:
        if action == "hint":
            title, text = _hint(self._task)
            block = card.prose(f"**{title}.** {text}")
            if block not in self._shown:  # asked for again without a try in between
                self._shown.append(block)
        elif action == "draw" and self._trace:
            from eventlab.figures import space_time  # matplotlib takes half a second

            self._shown.append(card.picture(space_time(self._trace)))
        elif action == "solution" and not _Tries.at(self._task.id).attempted:
            self._shown.append(card.prose("Try it first: write something and run the check."))
            self._actions["insist"] = "Show it all the same"
        elif action in ("solution", "insist"):
            text = _solution(self._lesson, self._task)
            self._shown.append(card.feedback("note", text, literal=True))
            self._actions.pop("insist", None)
        if action != "hint":
            self._actions.pop(action, None)
        return self._blocks()

    def _blocks(self) -> card.View:
        return [*self._shown, *([card.buttons(*self._actions.items())] if self._actions else [])]


def _card(name: str, view: card.View, text: str) -> card.Card:
    return card.Card(name, view, twin=f"<pre>{html.escape(text)}</pre>", text=text)
