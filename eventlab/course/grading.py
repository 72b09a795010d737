"""How a task is checked: stages of checks, known mistakes, and the verdict.

A check is a plain function with a promise for its docstring. It calls what the learner wrote,
says each call with `step`, and raises `Failure` when the promise is broken. `judge` runs the
checks stage by stage and ends at the first that fails, so that the message is about the simplest
thing. All of this runs in the helper process, beside the learner's code.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

import msgspec

from eventlab.course import telling
from eventlab.course.mistakes import BASE_EXCEPTION, CRASHES, clue
from eventlab.course.mistakes import Mistake as Mistake
from eventlab.course.telling import STAGES, Now, Stage
from eventlab.sim.trace import Trace

REPORT = "EVENTLAB_VERDICTS"  # the variable that names a file to which verdicts are appended
Run = TypeVar("Run", bound=Callable[[Any], None])


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a check.

    Args:
        task: the task's id.
        outcome: "not attempted" is also said when nothing could be found out.
        message: what the learner reads: at most 12 lines, without an address or a frame of ours.
        stage: the stage that decided; empty when all of them passed.
        mistake: the name of the known mistake that was recognised, if one was.
        trace: the run that shows the failure, for a figure to draw.
        printed: what the learner's code wrote to stdout and stderr, cut to a sane length.
        note: a line to read first, about what was handed in and not about what came of it.
    """

    task: str
    outcome: Literal["passed", "failed", "not attempted"]
    message: str
    stage: Stage | Literal[""] = ""
    mistake: str | None = None
    trace: Trace | None = None
    printed: str = ""
    note: str = ""


class Failure(Exception):
    """A promise that was not kept: what was expected, what happened, and what is known of it.

    Args:
        expected: what should have happened.
        happened: what did.
        mistake: the known mistake that does so.
        look: what to look at next, where no mistake was recognised.
        trace: the run, for a figure to draw.
    """

    def __init__(
        self,
        expected: str,
        happened: str,
        mistake: Mistake | None = None,
        *,
        look: str = "the last call above: what does your code do in it, line by line?",
        trace: Trace | None = None,
    ) -> None:
        super().__init__(expected, happened)
        self.expected, self.happened, self.mistake = expected, happened, mistake
        self.look = mistake.look if mistake else look
        self.trace = trace


@dataclass(frozen=True, slots=True)
class Check:
    """One promise, and the function that tries it on what the learner handed in."""

    stage: Stage
    promise: str
    run: Callable[[Any], None]


class Task:
    """The checks of one task.

    Args:
        id: the task's id in lesson.toml.
        name: what the learner's class or function is called.
    """

    def __init__(self, id: str, name: str) -> None:
        self.id, self.name = id, name
        self._checks: list[Check] = []

    @property
    def checks(self) -> list[Check]:
        """All checks, stage by stage, and within a stage as they were written down."""
        return sorted(self._checks, key=lambda check: STAGES.index(check.stage))

    def shape(self, run: Run) -> Run:
        """Add a check of what was handed in, before it is used in earnest."""
        return self._add("shape", run)

    def behaviour(self, run: Run) -> Run:
        """Add a check of what the task asks for in the first place."""
        return self._add("behaviour", run)

    def edge(self, run: Run) -> Run:
        """Add a check of a rarer situation: nothing there, twice the same, one inside another."""
        return self._add("edges", run)

    def fault(self, run: Run) -> Run:
        """Add a check of what remains when something around the learner's code goes wrong."""
        return self._add("faults", run)

    def _add(self, stage: Stage, run: Run) -> Run:
        promise = " ".join((run.__doc__ or "").split())
        if not promise:
            raise ValueError(f"the check {run.__name__} has no docstring: what does it promise?")
        self._checks.append(Check(stage, promise, run))
        return run


def tasks_of(checks: str) -> dict[str, Task]:
    """Return the tasks that the module `checks` of a lesson defines, by id."""
    values = vars(importlib.import_module(checks)).values()
    return {value.id: value for value in values if isinstance(value, Task)}


def judge(task: Task, anew: Callable[[], object]) -> Verdict:
    """Run the checks of `task` on what the learner handed in.

    Whatever the learner's code raises becomes a verdict. Only a run through all checks passes.

    Args:
        task: the task.
        anew: makes the learner's class or function afresh. Each check gets one of its own, so that
            the calls that it tells are all that there were.
    """
    if not task.checks:
        raise ValueError(f"{task.id} has no checks, so nothing can pass")
    held: list[Stage] = []
    for check in task.checks:
        telling.begin(check.stage, check.promise)
        try:
            check.run(anew())
        except BaseException as error:
            return _verdict(task.id, error, held)
        held.append(check.stage)
    stages = ", ".join(dict.fromkeys(held))
    return Verdict(task=task.id, outcome="passed", message=f"Passed: {stages}.")


def failed(task: str, now: Now, failure: Failure) -> Verdict:
    """Return the verdict that tells of a failure in the check that is under way."""
    mistake = failure.mistake
    message = telling.compose(
        f"Failed ({now.stage}): {now.promise}",
        now.steps,
        ("Expected", failure.expected),
        ("Happened", failure.happened),
        (f"Known as {mistake.name}" if mistake else "", mistake.says if mistake else ""),
        ("Look at", failure.look),
        turns=now.turns,
    )
    return Verdict(
        task=task,
        outcome="failed",
        message=message,
        stage=now.stage,
        mistake=mistake.name if mistake else None,
        trace=failure.trace,
    )


def _verdict(task: str, error: BaseException, held: list[Stage]) -> Verdict:
    now = telling.now
    if isinstance(error, Failure):
        return failed(task, now, error)
    if stub := telling.stub_in(error):
        message = f"Not attempted: {stub} is still to be written."
        if any(stage != "shape" for stage in held):
            message += f" The checks before it hold: {len(held)} so far."
        return Verdict(task=task, outcome="not attempted", message=message, stage=now.stage)
    return failed(task, now, crash(error))


def crash(error: BaseException) -> Failure:
    """Say of an exception that nobody expected where the learner's code raised it."""
    known = [mistake for kind, mistake in CRASHES.items() if isinstance(error, kind)]
    if not known and not isinstance(error, Exception):
        known = [BASE_EXCEPTION]
    where = telling.place_of(error)
    look = clue(error) or "that line: which values does it work with when this is called?"
    if not where:
        look = "the last call above: can your code be called like that?"
    if isinstance(error, RecursionError):  # the line at which the stack was full means nothing
        cycle = " -> ".join([*telling.cycle_of(error), "and so on"])
        happened = f"{cycle}, call in call, until Python stopped it (RecursionError)"
    else:
        happened = f"{telling.describe(error)} {where}".strip()
    return Failure("no error", happened, *known, look=look)
