"""What learners hand in, taken from files: made afresh for each check, as the helper does."""

import linecache
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import jupytext

from eventlab.course.build import cut
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
    def id(self) -> str:
        return f"{self.task.id}-{self.path.stem}"

    def make(self) -> Any:
        """Run the file, and return the class or function that it defines."""
        return run(self.path.read_text(encoding="utf-8"), self.id)[self.task.name]


def run(source: str, name: str) -> dict[str, Any]:
    """Run source as a notebook does: as `__main__`, with a text that can be quoted."""
    file = f"<{name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(source, file, "exec"), namespace)
    return namespace


def lessons() -> dict[str, dict[str, Task]]:
    """Return the tasks of every lesson that has checks, by the lesson's folder and the id."""
    folders = sorted(path.parent for path in LESSONS.glob("*/checks*"))
    return {folder.name: tasks_of(checks_of(folder.name)) for folder in folders}


def checks_of(lesson: str) -> str:
    """Return the name of the module that holds a lesson's checks."""
    return f"eventlab.lessons.{lesson}.checks"


def submissions(kind: str) -> Iterator[Submission]:
    """Yield the files in `mutants` or in `variants`, of every task."""
    for lesson, tasks in lessons().items():
        for task in tasks.values():
            for path in sorted((LESSONS / lesson / kind / task.id).glob("*.py")):
                yield Submission(task, path)


def exercise(lesson: str, part: str) -> Callable[[], dict[str, Any]]:
    """Return what runs an exercise's cells and returns what they hand in to `check`, by task."""
    source = (LESSONS / lesson / "exercise.py").read_text(encoding="utf-8")
    cells = jupytext.reads(cut(source, part, lesson), fmt="py:percent").cells
    course = import_module("eventlab.course")

    def hand_in() -> dict[str, Any]:
        handed_in: dict[str, Any] = {}
        namespace: dict[str, Any] = {"__name__": "__main__"}
        stand_ins = {"check": handed_in.__setitem__, "hint": print, "solution": print}
        before = {name: getattr(course, name) for name in stand_ins}
        vars(course).update(stand_ins)
        try:
            for cell in cells:
                if cell.cell_type == "code":
                    _run_cell(cell.source, namespace)
        finally:
            vars(course).update(before)
        return handed_in

    return hand_in


def _run_cell(source: str, namespace: dict[str, Any]) -> None:
    try:
        exec(compile(source, "<cell>", "exec"), namespace)
    except NotImplementedError:
        return  # a stub was called; the notebook goes on with the next cell
