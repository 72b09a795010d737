"""The mutants of a lesson's solutions, judged by the lesson's own checks."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.mutation.mutants import Mutant, mutants
from tests.mutation.run import Known, Tally, tally
from tests.mutation.trial import ROOT, Outcome, Tell, apart

LESSONS = ROOT / "eventlab" / "lessons"
LONGEST = 60.0  # seconds for one solution; the slowest need one


def names() -> list[str]:
    """Return the names of the lessons that have an exercise."""
    return sorted(path.parent.name for path in LESSONS.glob("*/exercise.py"))


def examine(lesson: str, listed: Known, most: int | None, processes: int) -> Tally:
    """Try the mutants of a lesson's solutions; the arguments are those of `run.examine`."""
    source = (LESSONS / lesson / "exercise.py").read_text(encoding="utf-8")

    def attempt(mutant: Mutant) -> Outcome:
        return apart(judged, lesson, mutant.source, timeout=LONGEST)

    first = apart(judged, lesson, source, timeout=LONGEST)
    if not first.passed:
        return Tally(lesson, faults=[f"the solutions themselves are rejected: {first.why}"])
    found = list(solutions(source))
    if most is not None:
        found = Random(0).sample(found, min(most, len(found)))
    return tally(lesson, found, attempt, listed, most is None, processes)


def solutions(source: str) -> Iterator[Mutant]:
    """Yield the mutants of what learners write, and not of the rest of the notebook.

    A solution at the top of a cell, outside of any class and function, only shows what was written.
    """
    lines, written, inside = source.splitlines(), set(), False
    for number, line in enumerate(lines, start=1):
        inside = (inside or line.strip() == "# SOLUTION") and line.strip() != "# STUB"
        if inside:
            written.add(number)
    for mutant in mutants(source):
        if mutant.inside and written.issuperset(mutant.lines):
            yield mutant


def judged(lesson: str, source: str, tell: Tell) -> None:
    """Tell whether the checks accept all that this text of the exercise hands in."""
    from eventlab.course.grading import judge
    from eventlab.course.submissions import exercise, tasks

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "exercise.py"
        file.write_text(source, encoding="utf-8")
        hand_in = exercise(lesson, "solution", file, may_raise=Exception)
        for id, task in tasks(lesson).items():
            verdict = judge(task, lambda id=id: hand_in()[id])  # type: ignore[misc]
            if verdict.outcome != "passed":
                tell(Outcome(False, f"{id}: {verdict.message.splitlines()[0]}"))
    tell(Outcome(True))
