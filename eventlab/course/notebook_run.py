"""One notebook, read and run in a process of its own; `check_notebooks` starts it and watches.

Whatever a notebook does to this process, its file and its kernel, the others are not touched. What
is known so far stands in a file in the folder of the run, so that it outlives this process; the
verdicts are written beside it, by the checks themselves.
"""

import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from eventlab.course.content import ContentError, Lesson, Task, lessons
from eventlab.course.grading import REPORT
from eventlab.course.limits import limit

LARGEST = 32 * 2**20  # bytes of a file; a lesson with its figures has a hundredth
KNOWN, VERDICTS = "known.json", "verdicts"  # in the folder of a run
SHOWN = 200  # characters of an error that are shown
_KNOWN_AS = {"_IncompleteInputError": "SyntaxError"}  # of a cell that breaks off, since Python 3.13
_HOME = Path(__file__).resolve().parents[2]  # the folder that `eventlab` is imported from


class Limits(msgspec.Struct, frozen=True):
    """What a notebook may take: seconds for a cell and for all of it, bytes of memory."""

    cell_seconds: int = 20  # a check takes at most 3
    seconds: int = 120
    memory: int = 2 * 2**30


class Request(msgspec.Struct, frozen=True):
    """Where a notebook is to be run, in a folder that holds nothing else, and within what."""

    folder: str
    limits: Limits


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a run: the lesson or what is wrong, and why a task has no verdict."""

    lesson: str | None = None
    trouble: str | None = None
    reasons: dict[str, str] = {}
    ended: bool = False


class Unreadable(ValueError):
    """A file that no verdict can be given on; the message says why, and what to do."""


def main(path: Path, request: Request) -> None:
    """Read the notebook, run it, and write down what is known before and after."""
    folder = Path(request.folder)
    limit(request.limits.memory, request.limits.seconds)
    try:
        notebook = read(path)
        lesson = lesson_for(notebook, path)
    except (Unreadable, ContentError) as error:
        _write(folder, Known(trouble=str(error), ended=True))
        return
    _write(folder, Known(lesson=lesson.name))
    stopped = run(notebook, folder, request.limits)
    reasons = {task.id: _never_ran(task, notebook, stopped) for task in lesson.tasks}
    _write(folder, Known(lesson=lesson.name, reasons=reasons, ended=True))


def _write(folder: Path, known: Known) -> None:
    half = folder / f"{KNOWN}.half"
    half.write_bytes(msgspec.json.encode(known))
    half.replace(folder / KNOWN)


def read(path: Path) -> NotebookNode:
    """Read a notebook.

    Raises:
        Unreadable: there is none, or the file is something else.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise Unreadable("it is no ordinary file")
        if size > LARGEST:
            advice = "in JupyterLab choose Edit, Clear Outputs of All Cells, and save it"
            raise Unreadable(f"it has {size >> 20} MB, more than {LARGEST >> 20}: {advice}")
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Unreadable("there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"it cannot be read: {error}") from None
    try:
        notebook: NotebookNode = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
    except nbformat.reader.NotJSONError:
        raise Unreadable("it is not a notebook, or was saved only in part: save it again") from None
    except Exception as error:
        reason = str(error).partition("\n")[0][:SHOWN]
        raise Unreadable(f"it is not a notebook that Jupyter could open: {reason}") from None
    return notebook


def lesson_for(notebook: NotebookNode, path: Path) -> Lesson:
    """Return the lesson that a notebook belongs to.

    Raises:
        Unreadable: neither its metadata nor its name tells.
    """
    known = {lesson.name: lesson for lesson in lessons()}
    ours = notebook.metadata.get("eventlab")
    name = ours.get("lesson") if isinstance(ours, dict) else path.stem
    if not isinstance(name, str) or name not in known:
        shown = repr(name)[:SHOWN]
        raise Unreadable(f"there is no lesson {shown}; there are: {', '.join(known)}")
    return known[name]


class _Client(NotebookClient):
    """Keeps errors alone: what a cell prints for ever fills nobody's memory."""

    def output(self, outs: Any, msg: Any, display_id: Any, cell_index: Any) -> Any:
        """Keep one output of a cell."""
        if msg["header"]["msg_type"] == "error":
            return super().output(outs, msg, display_id, cell_index)
        return None


def run(notebook: NotebookNode, folder: Path, limits: Limits) -> str:
    """Run all cells in `folder`; return why it stopped before the end, or nothing."""
    deadline = time.monotonic() + limits.seconds
    work = folder / "work"
    work.mkdir()
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # the kernel is this Python
    paths = [str(_HOME), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {
        **os.environ,
        REPORT: str(folder / VERDICTS),
        "EVENTLAB_HOME": str(folder / "home"),
        "PYTHONPATH": os.pathsep.join(paths),
    }
    client = _Client(
        notebook,
        kernel_name="python3",
        allow_errors=True,
        timeout_func=lambda _: max(1, min(limits.cell_seconds, int(deadline - time.monotonic()))),
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(work)}},
    )
    client.log = logging.getLogger("eventlab.quiet")
    client.log.setLevel(logging.CRITICAL + 1)  # what it would say is in the report
    try:
        client.execute(env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except CellTimeoutError:
        if time.monotonic() > deadline - 1:
            return f"the notebook did not end within {limits.seconds} seconds"
        return f"a cell did not end within {limits.cell_seconds} seconds"
    except DeadKernelError:
        return "the kernel died"
    return ""


def _never_ran(task: Task, notebook: NotebookNode, stopped: str) -> str:
    """Say why there would be no verdict on a task."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    errors = [_error(cell) for cell in code]
    first = next((n for n, error in enumerate(errors) if error), None)
    calls = [n for n, cell in enumerate(code) if f'check("{task.id}"' in cell.source]
    if not calls:
        return f'no cell says check("{task.id}", ...)'
    if errors[calls[-1]]:
        reason = f"the cell with the check failed with {errors[calls[-1]]}"
        if first is not None and first < calls[-1]:
            reason += f"; before it, code cell {first + 1} failed with {errors[first]}"
        return reason
    return stopped or "the cell with the check did not call it"


def _error(cell: NotebookNode) -> str:
    for output in cell.get("outputs", ()):
        if output.output_type == "error":
            name = _KNOWN_AS.get(output.ename, output.ename)
            return f"{name}: {output.evalue}".partition("\n")[0][:SHOWN]
    return ""


if __name__ == "__main__":
    main(Path(sys.argv[1]), msgspec.json.decode(sys.stdin.buffer.read(), type=Request))
