"""What learners might hand in, taken from a lesson's files: its mutants, variants and exercise."""

import asyncio
import linecache
from ast import PyCF_ALLOW_TOP_LEVEL_AWAIT
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from inspect import iscoroutine
from pathlib import Path
from typing import Any, NamedTuple

from eventlab.course.build import notebook_of
from eventlab.course.content import LESSONS
from eventlab.course.grading import Task, tasks_of


class Submission(NamedTuple):
    """A file with a learner's code for a task, and the mistake that its name promises."""

    task: Task
    path: Path

    @property
    def mistake(self) -> str:
        """`loses-caused-events--cleared.py` is a second form of `loses-caused-events`."""
        return self.path.stem.partition("--")[0]

    @property
    def place(self) -> str:
        """Where it is, below the folder of all lessons."""
        return self.path.relative_to(LESSONS).as_posix()

    @property
    def golden(self) -> Path:
        """The file with the message that a learner gets for it, to the letter."""
        return self.path.with_suffix(".txt")

    def make(self) -> Any:
        """Run the file, and return the class or function that it defines."""
        source = self.path.read_text(encoding="utf-8")
        return run(source, f"{self.task.id}-{self.path.stem}")[self.task.name]


def run(source: str, name: str) -> dict[str, Any]:
    """Run source as a notebook does: as `__main__`, with a text that can be quoted."""
    file = f"<{name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(source, file, "exec"), namespace)  # noqa: S102  # an author's own file
    return namespace


def checks_of(lesson: str) -> str:
    """Return the name of the module that holds a lesson's checks."""
    return f"eventlab.lessons.{lesson}.checks"


def tasks(lesson: str) -> dict[str, Task]:
    """Return the tasks that a lesson's checks define, by id; none if it has no checks."""
    return tasks_of(checks_of(lesson)) if list((LESSONS / lesson).glob("checks*")) else {}


def submissions(lesson: str, kind: str) -> Iterator[Submission]:
    """Yield a lesson's files in `mutants` or in `variants`, task by task."""
    for task in tasks(lesson).values():
        for path in sorted((LESSONS / lesson / kind / task.id).glob("*.py")):
            yield Submission(task, path)


def exercise(
    lesson: str,
    part: str,
    source: Path | None = None,
    may_raise: type[Exception] = NotImplementedError,
) -> Callable[[], dict[str, Any]]:
    """Return what runs an exercise's cells and returns what they hand in to `check`, by task.

    It ends with the last `check`: what comes after it hands nothing in.

    Args:
        lesson: the lesson's name.
        part: "stub" or "solution".
        source: the exercise's file, if it is another than the lesson's own.
        may_raise: what a cell may end with; the notebook goes on with the next one.
    """
    cells = notebook_of(source or LESSONS / lesson / "exercise.py", lesson, part).cells
    checks = [number for number, cell in enumerate(cells) if "check(" in cell.source]
    cells = cells[: max(checks, default=len(cells)) + 1]
    course = import_module("eventlab.course")

    def hand_in() -> dict[str, Any]:
        handed_in: dict[str, Any] = {}
        namespace: dict[str, Any] = {"__name__": "__main__"}
        stand_ins = {"check": handed_in.__setitem__, "hint": print, "solution": print}
        before = dict(vars(course))  # the real ones may not be loaded, and need not be
        vars(course).update(stand_ins)
        try:
            for cell in cells:
                if cell.cell_type == "code":
                    with suppress(may_raise):  # a stub was called
                        _run_cell(cell.source, namespace)
        finally:
            for name in stand_ins:
                del vars(course)[name]
            vars(course).update(before)
        return handed_in

    return hand_in


def _run_cell(source: str, namespace: dict[str, Any]) -> None:
    code = compile(source, "<cell>", "exec", PyCF_ALLOW_TOP_LEVEL_AWAIT)
    outcome = eval(code, namespace)  # noqa: S307  # eval returns what a cell has to await
    if iscoroutine(outcome):
        asyncio.run(outcome)
