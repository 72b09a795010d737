"""`eventlab check NOTEBOOK... [--json]`: run notebooks, and say which tasks pass.

Each notebook runs from top to bottom in a fresh kernel, in an empty folder, with a history of its
own; the file itself is only read. A cell that raises does not stop it, one that does not end does.
Every task of the lesson is reported, also when its check never ran. The lesson is the one in the
notebook's metadata (`eventlab.lesson`), else the one that the file is named after.

The exit code is 0 when all tasks passed, 1 when one did not, 2 when a file could not be read.

With `--json`, one object goes to stdout::

    {"notebooks": [
        {"notebook": "exercises/03_event_bus.ipynb",
         "lesson": "03_event_bus",         null if it is not known
         "trouble": null,                  or why the file could not be read
         "tasks": [
            {"task": "03-bus",
             "title": "A bus of your own",
             "verdict": "failed",          or "passed", "not attempted"
             "stage": "behaviour",         "shape", "behaviour", "edges", "faults" or ""
             "mistake": "recursion",       null if no known mistake was recognised
             "message": "Failed (behaviour): ..."}]}]}
"""

import contextlib
import logging
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from eventlab.course.content import Lesson, Task, lessons
from eventlab.course.grading import REPORT, Verdict

CELL_SECONDS = 20  # a check takes at most 3
NOTEBOOK_SECONDS = 120
_HOME = Path(__file__).resolve().parents[2]  # the folder that `eventlab` is imported from


class Unreadable(ValueError):
    """A file that no verdict can be given on; the message says why, and what to do."""


class TaskReport(msgspec.Struct):
    """What came of one task; the module's docstring has the fields."""

    task: str
    title: str
    verdict: str
    stage: str
    mistake: str | None
    message: str


class NotebookReport(msgspec.Struct):
    """What came of one notebook; the module's docstring has the fields."""

    notebook: str
    lesson: str | None = None
    trouble: str | None = None
    tasks: list[TaskReport] = []


def main(notebooks: Sequence[Path], as_json: bool = False) -> int:
    """Check the notebooks, print the reports, and return the exit code."""
    reports = [report_on(path) for path in notebooks]
    if as_json:
        print(msgspec.json.format(msgspec.json.encode({"notebooks": reports})).decode())
    else:
        print("\n\n".join(_as_text(report) for report in reports))
    if any(report.trouble for report in reports):
        return 2
    return int(any(task.verdict != "passed" for report in reports for task in report.tasks))


def report_on(path: Path) -> NotebookReport:
    """Run one notebook and report on every task of its lesson."""
    report = NotebookReport(path.as_posix())
    try:
        notebook = read(path)
        lesson = lesson_for(notebook, path)
    except Unreadable as error:
        report.trouble = str(error)
        return report
    report.lesson = lesson.name
    verdicts, stopped = run(notebook)
    for task in lesson.tasks:
        verdict = verdicts.get(task.id) or _never_ran(task, notebook, stopped)
        report.tasks.append(
            TaskReport(
                task=task.id,
                title=task.title,
                verdict=verdict.outcome,
                stage=verdict.stage,
                mistake=verdict.mistake,
                message="\n".join(filter(None, [verdict.note, verdict.message])),
            )
        )
    return report


def read(path: Path) -> NotebookNode:
    """Read a notebook.

    Raises:
        Unreadable: there is none, or the file is something else.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Unreadable("there is no such file") from None
    except IsADirectoryError:
        raise Unreadable("this is a folder: name the notebooks in it") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"it cannot be read: {error}") from None
    try:
        notebook: NotebookNode = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
    except nbformat.reader.NotJSONError:
        raise Unreadable("it is not a notebook, or was saved only in part: save it again") from None
    except Exception as error:
        reason = str(error).partition("\n")[0]
        raise Unreadable(f"it is not a notebook that Jupyter could open: {reason}") from None
    return notebook


def lesson_for(notebook: NotebookNode, path: Path) -> Lesson:
    """Return the lesson that a notebook belongs to.

    Raises:
        Unreadable: neither its metadata nor its name tells.
    """
    known = {lesson.name: lesson for lesson in lessons()}
    name = notebook.metadata.get("eventlab", {}).get("lesson", path.stem)
    if name not in known:
        raise Unreadable(f"there is no lesson {name!r}; there are: {', '.join(known)}")
    return known[name]


def run(notebook: NotebookNode) -> tuple[dict[str, Verdict], str]:
    """Run all cells; return the last verdict on each task, and why it stopped, if it did."""
    deadline = time.monotonic() + NOTEBOOK_SECONDS
    stopped = ""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        verdicts, work = Path(folder, "verdicts"), Path(folder, "work")
        work.mkdir()
        os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # the kernel is this Python
        paths = [str(_HOME), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {
            **os.environ,
            REPORT: str(verdicts),
            "EVENTLAB_HOME": str(Path(folder, "home")),
            "PYTHONPATH": os.pathsep.join(paths),
        }
        client = NotebookClient(
            notebook,
            kernel_name="python3",
            allow_errors=True,
            timeout_func=lambda _: max(1, min(CELL_SECONDS, int(deadline - time.monotonic()))),
            shutdown_kernel="immediate",
            resources={"metadata": {"path": str(work)}},
        )
        client.log = logging.getLogger("eventlab.quiet")
        client.log.setLevel(logging.CRITICAL + 1)  # what it would say is in the report
        try:
            client.execute(env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except CellTimeoutError:
            stopped = f"a cell did not end within {CELL_SECONDS} seconds"
        except DeadKernelError:
            stopped = "the kernel died"
        lines = verdicts.read_bytes().splitlines() if verdicts.exists() else []
    found: dict[str, Verdict] = {}
    for line in lines:
        with contextlib.suppress(msgspec.DecodeError):  # the kernel died while it wrote
            verdict = msgspec.json.decode(line, type=Verdict)
            found[verdict.task] = verdict
    return found, stopped


def _never_ran(task: Task, notebook: NotebookNode, stopped: str) -> Verdict:
    """Say why there is no verdict on a task."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    errors = [_error(cell) for cell in code]
    first = next((n for n, error in enumerate(errors) if error), None)
    calls = [n for n, cell in enumerate(code) if f'check("{task.id}"' in cell.source]
    if not calls:
        reason = f'no cell says check("{task.id}", ...)'
    elif errors[calls[-1]]:
        reason = f"the cell with the check failed with {errors[calls[-1]]}"
        if first is not None and first < calls[-1]:
            reason += f"; before it, code cell {first + 1} failed with {errors[first]}"
    else:
        reason = stopped or "the cell with the check did not call it"
    message = f"Not attempted: its check never ran, for {reason}."
    return Verdict(task=task.id, outcome="not attempted", message=message)


def _error(cell: NotebookNode) -> str:
    for output in cell.get("outputs", ()):
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}".partition("\n")[0]
    return ""


def _as_text(report: NotebookReport) -> str:
    if report.trouble:
        return f"{report.notebook}: {report.trouble}"
    lines = [f"{report.notebook} ({report.lesson})"]
    for task in report.tasks:
        lines.append(f"  {task.verdict:<13}  {task.task}: {task.title}")
        if task.verdict != "passed":
            lines += [f"      {line}" for line in task.message.splitlines()]
    return "\n".join(lines)
