"""`eventlab check PATH... [--json]`: run notebooks, and say which tasks pass.

A path is a notebook, or a folder with notebooks at any depth: a folder for each learner, or a copy
of somebody's `my-course`, of which `notebooks` beside `exercises` is left out. Their order is that
of the paths, and in a folder that of the names.

Each notebook is read and run from top to bottom in processes and an empty folder of its own, with a
history of its own; the file itself is only read. A cell that raises does not stop it; one that does
not end does, and so does taking too much time or memory. The others are judged all the same. Every
task of the lesson is reported, also when its check never ran. The lesson is the one in the
notebook's metadata (`eventlab.lesson`), else the one that the file is named after.

The exit code is 0 when all tasks passed, 1 when one did not or a notebook could not be read, 2 when
a path leads to no notebook.

With `--json`, one object goes to stdout::

    {"notebooks": [
        {"notebook": "exercises/03_event_bus.ipynb",
         "lesson": "03_event_bus",         null if it is not known
         "trouble": null,                  or why there is no verdict on any task
         "tasks": [
            {"task": "03-bus",
             "title": "A bus of your own",
             "verdict": "failed",          or "passed", "not attempted"
             "stage": "behaviour",         "shape", "behaviour", "edges", "faults" or ""
             "mistake": "recursion",       null if no known mistake was recognised
             "message": "Failed (behaviour): ..."}]}],
     "summary": {
        "notebooks": 12, "troubled": 1,
        "tasks": [                         those that fewest passed come first
           {"task": "03-bus", "title": "A bus of your own",
            "passed": 4, "failed": 6, "not_attempted": 1,
            "mistakes": [                  the most frequent first; null: none was recognised
               {"mistake": "recursion", "times": 3}]}]}}
"""

import contextlib
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import psutil  # type: ignore[import-untyped]

from eventlab.course import notebook_run
from eventlab.course.content import Lesson, lessons
from eventlab.course.grading import Verdict
from eventlab.course.notebook_run import Known, Limits, Request
from eventlab.course.summary import NotebookReport, TaskReport, as_text, summarise, summary_as_text
from eventlab.course.telling import describe

LIMITS = Limits()
GRACE_SECONDS = 30  # for processes to start and end, beyond the seconds that the cells have
TICK = 0.1  # seconds between two looks at the memory
MOST_READ = 16 * 2**20  # bytes of verdicts
MARK = "EVENTLAB_RUN"  # a variable of all processes of one run, by which they are found
_HOME = Path(__file__).resolve().parents[2]  # the folder that `eventlab` is imported from


def main(paths: Sequence[Path], as_json: bool = False, jobs: int | None = None) -> int:
    """Check the notebooks, print the reports, and return the exit code.

    Args:
        paths: notebooks, and folders with notebooks.
        as_json: print one JSON object instead of text.
        jobs: how many run at a time; as many as there are processors if not given.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):  # a learner's characters may be none of ours
        sys.stdout.reconfigure(errors="backslashreplace")
    found = list(notebooks_in(paths))
    reports = []
    with ThreadPoolExecutor(jobs or os.cpu_count()) as pool:
        for report in pool.map(report_on, found):
            reports.append(report)
            if not as_json:
                print(as_text(report), end="\n\n", flush=True)
    summary = summarise(reports)
    if as_json:
        whole = {"notebooks": reports, "summary": summary}
        print(msgspec.json.format(msgspec.json.encode(whole)).decode())
    elif len(reports) > 1:
        print(summary_as_text(summary))
    if not all(path.is_file() for path in found):
        return 2
    tasks = [task for report in reports for task in report.tasks]
    return int(bool(summary.troubled) or any(task.verdict != "passed" for task in tasks))


def notebooks_in(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the notebooks, each once; a path that leads to none stands for itself."""
    seen: set[Path] = set()
    for path in paths:
        inside = sorted(_walk(path)) if path.is_dir() else []
        for notebook in inside or [path]:
            if notebook.absolute() not in seen:
                seen.add(notebook.absolute())
                yield notebook


def _walk(folder: Path) -> Iterator[Path]:
    for here, inside, files in os.walk(folder):  # follows no link to a folder
        if {"notebooks", "exercises"} <= set(inside):
            inside.remove("notebooks")  # lessons: nothing in them is judged
        inside[:] = [name for name in inside if not name.startswith(".")]
        for name in files:
            if name.endswith(".ipynb") and not name.startswith("."):
                yield Path(here, name)


def report_on(path: Path, limits: Limits | None = None) -> NotebookReport:
    """Run one notebook and report on every task of its lesson, whatever it does."""
    report = NotebookReport(os.fsencode(path.as_posix()).decode("utf-8", "replace"))
    if path.is_dir():
        report.trouble = "there is no notebook in this folder"
        return report
    try:
        _judge(path, report, limits or LIMITS)
    except Exception as error:  # a full disk, no more processes: the next may have more luck
        report.trouble = f"this machine could not run it: {describe(error)}"
    return report


def _judge(path: Path, report: NotebookReport, limits: Limits) -> None:
    with tempfile.TemporaryDirectory(prefix="eventlab-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch)
        stopped = _run(path, folder, limits)
        known = _known(folder)
        verdicts = _verdicts(folder / notebook_run.VERDICTS)
    if known.lesson is None:
        report.trouble = known.trouble or stopped
        return
    [lesson] = [lesson for lesson in lessons() if lesson.name == known.lesson]
    report.lesson, report.tasks = lesson.name, _tasks(lesson, known, verdicts, stopped)


def _tasks(
    lesson: Lesson, known: Known, verdicts: dict[str, Verdict], stopped: str
) -> list[TaskReport]:
    reports = []
    for task in lesson.tasks:
        verdict = verdicts.get(task.id)
        if verdict is None:
            reason = known.reasons.get(task.id) or stopped
            message = f"Not attempted: its check never ran, for {reason}."
            verdict = Verdict(task=task.id, outcome="not attempted", message=message)
        reports.append(
            TaskReport(
                task=task.id,
                title=task.title,
                verdict=verdict.outcome,
                stage=verdict.stage,
                mistake=verdict.mistake,
                message="\n".join(filter(None, [verdict.note, verdict.message])),
            )
        )
    return reports


def _run(path: Path, folder: Path, limits: Limits) -> str:
    """Run the notebook in processes that have ended afterwards; return why they were stopped."""
    paths = [str(_HOME), *filter(None, [os.environ.get("PYTHONPATH")])]
    process = subprocess.Popen(  # noqa: S603  # our own module
        [sys.executable, "-m", "eventlab.course.notebook_run", str(path.absolute())],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), MARK: str(folder)},
    )
    try:
        assert process.stdin
        request = Request(str(folder), limits)
        with contextlib.suppress(OSError), process.stdin:
            process.stdin.write(msgspec.json.encode(request))
        return _watch(process, limits)
    finally:
        process.kill()
        process.wait()
        _end_all(folder)


def _watch(process: "subprocess.Popen[bytes]", limits: Limits) -> str:
    deadline = time.monotonic() + limits.seconds + GRACE_SECONDS
    while process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(TICK)
        if _memory(process.pid) > limits.memory:
            return f"it took more than {limits.memory >> 20} MB of memory"
        if time.monotonic() > deadline:
            return f"it did not end within {limits.seconds + GRACE_SECONDS} seconds"
    return f"its process ended early (exit code {process.returncode})"


def _memory(pid: int) -> int:
    """Return how many bytes a process and all that it has started take together."""
    family, total = [], 0
    with contextlib.suppress(psutil.Error):
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    for process in family:
        with contextlib.suppress(psutil.Error):
            total += process.memory_info().rss
    return total


def _end_all(folder: Path) -> None:
    """End what the run has left behind: the kernel, helpers, and what the notebook started."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.environ().get(MARK) == str(folder):
                process.kill()


def _known(folder: Path) -> Known:
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode(_beginning(folder / notebook_run.KNOWN), type=Known)
    return Known()


def _verdicts(path: Path) -> dict[str, Verdict]:
    """Return the last verdict on each task."""
    found: dict[str, Verdict] = {}
    with contextlib.suppress(OSError):
        for line in _beginning(path).splitlines():
            with contextlib.suppress(msgspec.MsgspecError):  # the kernel died while it wrote
                verdict = msgspec.json.decode(line, type=Verdict)
                found[verdict.task] = verdict
    return found


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_READ)
