"""`eventlab validate [LESSON...]`: say all that is wrong with lessons, a line each.

Each lesson is looked at in a process of its own, a few at a time: a mutant that never ends, or that
ends its process, costs that lesson's verdicts only, and is named. What lies where nothing should,
and an id that two entries have, is looked for in the whole course each time.
"""

import io
import itertools
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from eventlab.course import entries
from eventlab.course.build import FOLDERS, ROOT, differences
from eventlab.course.content import LESSONS
from eventlab.course.lint import lint, lint_notebooks
from eventlab.course.telling import describe
from eventlab.course.trials import GOLDEN, Say, trials

START_SECONDS = 60.0  # until a process begins; it needs two
TRIAL_SECONDS = 20.0  # for one trial; the slowest need half a second
SOURCES = ("lesson.py", "lesson.toml")
_BELONGS = re.compile(
    r"lesson\.py|lesson\.toml|exercise\.py|checks\.py|checks/\w+\.py"
    r"|mutants/[^/]+/[^/]+\.(py|txt)|variants/[^/]+/[^/]+\.py"
)


def main(names: list[str], golden: bool = False) -> int:
    """Validate the lessons of these names, or all; print the faults and return the exit code.

    Args:
        names: of lessons; none for all.
        golden: write the mutants' messages anew instead of comparing them.
    """
    there = lessons()
    if unknown := sorted(set(names) - set(there)):
        print(f"there is no lesson {', '.join(unknown)} in {LESSONS}", file=sys.stderr)
        return 2
    chosen = [name for name in there if name in names or not names]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        apart = pool.map(lambda name: _apart(name, golden), chosen)
        found = [*itertools.chain(*apart), *entries.duplicates(), *strays()]
    lines = dict.fromkeys(" ".join(fault.split()) for fault in found)
    print("\n".join(lines) or f"nothing is wrong with {', '.join(chosen)}")
    return int(bool(lines))


def lessons() -> list[str]:
    """Return the names of all folders in which a lesson is or should be, in order."""
    return [path.name for path in _visible(LESSONS) if path.is_dir()]


def faults(name: str, say: Say = lambda place: None) -> Iterator[str]:
    """Yield what is wrong with one lesson, a line each.

    Args:
        name: the lesson's.
        say: told what is tried next, in case that it never ends.
    """
    folder = LESSONS / name
    for source in SOURCES:
        if not (folder / source).exists():
            yield f"{name}/{source} is missing: every lesson has one"
    lesson, unreadable = entries.read(folder)
    yield from unreadable
    yield from _guarded(f"{name}, built", lambda: differences(folder))
    yield from _guarded(f"{name}, lint", lambda: lint(lesson) if lesson else lint_notebooks(name))
    yield from _guarded(f"{name}, checks", lambda: trials(name, lesson, say))


def _guarded(where: str, rule: Callable[[], Iterable[str]]) -> Iterator[str]:
    """A rule that stumbles over what it looks at is one more fault; the others still speak."""
    try:
        yield from rule()
    except FileNotFoundError as error:
        if Path(error.filename or "").name not in SOURCES:  # that was said already
            yield f"{where}: {describe(error)}"
    except Exception as error:
        yield f"{where}: {describe(error)}"


def strays() -> Iterator[str]:
    """Yield the files that belong to no lesson."""
    for path in _visible(LESSONS):
        if path.is_file():
            yield f"{path.name}: a stray file beside the lessons"
    for name in lessons():
        folder = LESSONS / name
        for path in _files(folder):
            inside = path.relative_to(folder).as_posix()
            if not _BELONGS.fullmatch(inside):
                yield f"{name}/{inside}: a stray file, which nothing reads"
            elif path.suffix == ".txt" and not path.with_suffix(".py").exists():
                yield f"{name}/{inside}: a message without its mutant"
            elif len(path.relative_to(folder).parts) == 3 and not _asked(name, path.parent.name):
                yield f"{name}/{inside}: there is no task {path.parent.name}"
    for built in FOLDERS:
        source = "lesson.py" if built == "notebooks" else "exercise.py"
        for path in _files(ROOT / built):
            inside = path.relative_to(ROOT / built).as_posix()
            if inside != f"{path.stem}.ipynb" or not (LESSONS / path.stem / source).exists():
                yield f"{built}/{inside}: a stray file, which no {source} builds"


def _asked(name: str, task: str) -> bool:
    """Whether the lesson's data file names the task, be the rest of it as it may."""
    try:
        return f'"{task}"' in (LESSONS / name / "lesson.toml").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return True


def _files(folder: Path) -> Iterator[Path]:
    for path in _visible(folder):
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def _visible(folder: Path) -> list[Path]:
    hidden = (".", "__pycache__")
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(path for path in found if not path.name.startswith(hidden))


def _apart(name: str, golden: bool) -> list[str]:
    """Return the faults of a lesson, found in a process of its own."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    process = subprocess.Popen(  # noqa: S603  # our own module
        [sys.executable, "-m", "eventlab.course.validate", name],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(paths),
            **({GOLDEN: "write"} if golden else {}),
        },
        encoding="utf-8",
    )
    assert process.stdout
    late = _Deadline(process)
    found, tried, ended = [], f"{name}/checks", False
    with process.stdout as lines:
        for kind, text in map(json.loads, lines):
            late.in_seconds(TRIAL_SECONDS)
            if kind == "fault":
                found.append(text)
            elif kind == "try":
                tried = text
            ended = kind == "end"
    late.timer.cancel()
    code = process.wait()
    if not ended:
        why = "it does not end" if late.passed else f"it ended the process with exit code {code}"
        found.append(f"{tried}: {why}; what comes after it in this lesson was not tried")
    return found


class _Deadline:
    """Ends a process that says nothing for too long."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process, self.passed = process, False
        self.timer = threading.Timer(START_SECONDS, self._end)
        self.timer.start()

    def in_seconds(self, seconds: float) -> None:
        self.timer.cancel()
        self.timer = threading.Timer(seconds, self._end)
        self.timer.start()

    def _end(self) -> None:
        self.passed = True
        self._process.kill()


def _worker(name: str) -> None:
    """Find the faults of one lesson and say them on what was stdout; prints go nowhere."""
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    sys.stdin = io.StringIO()

    def say(kind: str, text: str = "") -> None:
        print(json.dumps([kind, text]), file=pipe, flush=True)

    for fault in faults(name, lambda place: say("try", place)):
        say("fault", fault)
    say("end")
    os._exit(0)  # whatever threads a mutant has left behind


if __name__ == "__main__":
    _worker(sys.argv[1])
