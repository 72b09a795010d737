"""What a learner waits for `check()`: the verdicts on all submissions of all tasks, in ms.

A task's row is the median over some of its submissions, evenly taken from its mutants and its right
variants; the last two rows are over all of them, and over the code that has to be stopped.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from benchmarks.ratio import Row
from eventlab.course import sandbox
from eventlab.course.content import lessons
from eventlab.course.submissions import Submission, checks_of, submissions

TESTS = Path(__file__).resolve().parents[1] / "tests"
MEDIAN, WITH_SQLITE, NINETY_FIFTH, STOPPED = 150, 600, 1500, 3000  # ms
ON_SQLITE = {
    "06-once",
    "07-in-turn",
    "08-outbox",
    "10-projection",
    "10-history",
    "10-sell",
    "12-stock",
    "14-publish",
    "14-fanout",
    "14-feed",
    "15-port",
}  # their checks run schedules on a database
MOST = 3  # mutants of a task, and as many variants


def measure() -> Iterator[Row]:
    """Yield a row for each task, and for all. Takes minutes."""
    sys.path.insert(0, str(TESTS))
    from hostile import SUBMISSIONS  # type: ignore[import-not-found]

    found: dict[str, list[float]] = {}
    for lesson in lessons():
        for kind in ("variants", "mutants"):
            for one in _some(list(submissions(lesson.name, kind))):
                seconds = _clocked(checks_of(lesson.name), one.task.id, one.make())
                found.setdefault(one.task.id, []).append(seconds)
    for task, times in found.items():
        reach = WITH_SQLITE if task in ON_SQLITE else MEDIAN
        yield _row(f"check of {task}, median of {len(times)}", statistics.median(times), reach)
    every = [each for times in found.values() for each in times]
    if len(every) > 1:
        yield _row(
            "all tasks, 95th percentile", statistics.quantiles(every, n=20)[-1], NINETY_FIFTH
        )
    checks = checks_of("00_start_here")
    hostile = {one.name: _clocked(checks, "00-warm-up", one.make()) for one in SUBMISSIONS}
    slowest = max(hostile, key=lambda name: hostile[name])
    yield _row(f"slowest to stop: {slowest}"[:58], hostile[slowest], STOPPED)


def _some(found: list[Submission]) -> Iterator[Submission]:
    """Yield at most `MOST` submissions of each task, evenly taken from all."""
    for _, own in groupby(found, key=lambda one: one.task.id):
        every = list(own)
        yield from every[:: -(-len(every) // MOST)]


def _clocked(checks: str, task: str, thing: object) -> float:
    sandbox.warm(checks)
    time.sleep(0.5)  # the helper gets ready while the learner writes
    begin = time.perf_counter()
    sandbox.judge_apart(checks, task, thing)
    return time.perf_counter() - begin


def _row(what: str, seconds: float, reach: float) -> Row:
    return Row(what, 0, seconds * 1e6, reach, above=True)
