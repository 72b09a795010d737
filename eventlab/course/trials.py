"""A lesson's checks, held against what they must reject and what they must not.

A lesson's `mutants/<task>/<mistake>.py` is a wrong solution; its first line says what is wrong, and
`<mistake>.txt` beside it is the message that the learner gets, to the letter. A second form of the
same mistake is `<mistake>--<form>.py`. `variants/<task>/` holds right solutions. Each rule yields
one line a fault.
"""

import os
import re
import sys
import time
from collections.abc import Callable, Generator, Iterator
from functools import partial
from itertools import pairwise, zip_longest

from eventlab.course import telling
from eventlab.course.content import LESSONS, Lesson
from eventlab.course.grading import Mistake, Task, Verdict, judge
from eventlab.course.submissions import Submission, checks_of, exercise, submissions, tasks
from eventlab.course.telling import MOST_LINES, WIDTH, describe
from eventlab.course.watching import BUSY_SECONDS

FEWEST_VARIANTS = 2  # a check that demands one way of writing is found by a second way
MOST_SECONDS = 2 * BUSY_SECONDS  # of processor time for one promise, by this machine's clock
GOLDEN = "EVENTLAB_GOLDEN"  # a variable; "write" writes the messages anew
OF_OURS = re.compile(r"0x[0-9a-f]|Traceback|File \"|/|eventlab\.course")
PARTS = {"stub": "not attempted", "solution": "passed"}
Say = Callable[[str], None]


def trials(name: str, lesson: Lesson | None, say: Say = lambda place: None) -> Iterator[str]:
    """Yield what is wrong with a lesson's checks, mutants, variants and exercise.

    Args:
        name: the lesson's.
        lesson: what its data file holds; None if that cannot be read.
        say: told what is tried next, in case that it never ends.
    """
    say(f"{name}/checks")
    try:
        found = tasks(name)
    except Exception as error:
        yield f"{name}/checks: cannot be imported: {describe(error)}"
        return
    if lesson:
        yield from _same_tasks(lesson, found)
    written = (LESSONS / name / "exercise.py").exists()
    if found and not written:
        yield f"{name}/exercise.py is missing: the lesson has tasks"
    for part, outcome in PARTS.items() if written else ():
        say(f"{name}/exercise.py, {part}")
        yield from _exercise(name, found, part, outcome)
    seen: list[tuple[Submission, Verdict]] = []
    for mutant in submissions(name, "mutants"):
        say(mutant.place)
        verdict = yield from _judged(mutant)
        seen.append((mutant, verdict))
        yield from _rejected(mutant, verdict)
    for variant in submissions(name, "variants"):
        say(variant.place)
        verdict = yield from _judged(variant)
        yield from _let_through(variant, verdict)
    for task in found.values():
        yield from _enough(name, task, [one for one in seen if one[0].task is task])
    named = {mutant.mistake for mutant, _ in seen}
    for mistake in sorted(_nameable(name) - named):
        yield f"{name}/checks: no mutant shows the mistake {mistake!r}"


def _same_tasks(lesson: Lesson, found: dict[str, Task]) -> Iterator[str]:
    asked = {task.id for task in lesson.tasks}
    for id in sorted(asked - set(found)):
        yield f"{lesson.name}/checks: nothing checks the task {id} of lesson.toml"
    for id in sorted(set(found) - asked):
        yield f"{lesson.name}/checks: {id} is no task in lesson.toml"


def _exercise(name: str, found: dict[str, Task], part: str, outcome: str) -> Iterator[str]:
    where = f"{name}/exercise.py, {part}"
    try:
        hand_in = exercise(name, part)
        for id in sorted(set(found) - set(hand_in())):
            yield f'{where}: no cell says check("{id}", ...)'
        for id in sorted(set(found) & set(hand_in())):
            verdict = judge(found[id], partial(lambda id: hand_in()[id], id))
            if verdict.outcome != outcome:
                message = " ".join(verdict.message.split())
                yield f"{where}: {id} must be {outcome!r} and is {verdict.outcome!r}: {message}"
    except Exception as error:
        yield f"{where}: does not run: {describe(error)}"


def _judged(submission: Submission) -> Generator[str, None, Verdict]:
    """Judge it; yield the promises for which a learner would be told that it never ends."""
    begun: list[tuple[str, float]] = []

    def make() -> object:
        begun.append((telling.now.promise, time.process_time()))
        return submission.make()

    verdict = judge(submission.task, make)
    begun.append(("", time.process_time()))
    for (promise, start), (_, end) in pairwise(begun):
        if end - start > MOST_SECONDS:
            seconds = f"{end - start:.1f} s"
            yield f"{submission.place}: {promise!r} takes {seconds}: a check is stopped then"
    return verdict


def _rejected(mutant: Submission, verdict: Verdict) -> Iterator[str]:
    yield from _introduced(mutant)
    if verdict.outcome != "failed":
        yield f"{mutant.place}: must fail as {mutant.mistake!r}, and is {verdict.outcome!r}"
        return
    if verdict.mistake != mutant.mistake:
        known = repr(verdict.mistake) if verdict.mistake else "no known mistake"
        yield f"{mutant.place}: must fail as {mutant.mistake!r}, and is taken for {known}"
    if os.environ.get(GOLDEN) == "write":
        mutant.golden.write_text(verdict.message + "\n", encoding="utf-8", newline="\n")
    where = mutant.place.removesuffix(".py") + ".txt"
    if not mutant.golden.exists():
        yield f"{where}: is missing: `eventlab validate {mutant.place.split('/')[0]} --golden`"
        return
    golden = mutant.golden.read_text(encoding="utf-8")
    if golden != verdict.message + "\n":
        yield f"{where}: the learner reads something else now: {_difference(golden, verdict)}"
    lines = golden.splitlines()
    if len(lines) > MOST_LINES or max(map(len, lines), default=0) > WIDTH:
        yield f"{where}: more than {MOST_LINES} lines, or one of more than {WIDTH} characters"
    if foreign := OF_OURS.search(golden):
        yield f"{where}: {foreign.group()!r} says nothing to a learner"


def _difference(golden: str, verdict: Verdict) -> str:
    wanted, told = golden.splitlines(), verdict.message.splitlines()
    line = next((n for n, (a, b) in enumerate(zip_longest(wanted, told)) if a != b), 0)
    return f"line {line + 1} is {(told[line:] or ['missing'])[0].strip()!r}"


def _let_through(variant: Submission, verdict: Verdict) -> Iterator[str]:
    yield from _introduced(variant)
    if verdict.outcome != "passed":
        message = " ".join(verdict.message.split())
        yield f"{variant.place}: is right, and is {verdict.outcome!r}: {message}"


def _introduced(submission: Submission) -> Iterator[str]:
    if not re.match(r"# \S.*\.\n", submission.path.read_text(encoding="utf-8")):
        yield f"{submission.place}: the first line must say what is special about it: `# ... .`"


def _enough(name: str, task: Task, seen: list[tuple[Submission, Verdict]]) -> Iterator[str]:
    variants = [one for one in submissions(name, "variants") if one.task is task]
    if len(variants) < FEWEST_VARIANTS:
        yield (
            f"{name}/variants/{task.id}: {len(variants)} right solutions; "
            f"{FEWEST_VARIANTS} that look different are the least"
        )
    messages = [" ".join(verdict.message.split()) for _, verdict in seen]
    for check in task.checks:
        headline = f"Failed ({check.stage}): {check.promise}"
        if not any(message.startswith(headline) for message in messages):
            yield f"{name}/mutants/{task.id}: none is rejected by the check {check.promise!r}"


def _nameable(name: str) -> set[str]:
    inside = f"{checks_of(name)}."
    modules = [m for path, m in sys.modules.items() if f"{path}.".startswith(inside)]
    return {m.name for module in modules for m in vars(module).values() if type(m) is Mistake}
