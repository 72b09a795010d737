"""Checks that prove: every schedule of a small scope, and the smallest one that breaks the code."""

from collections.abc import Callable, Collection

from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import step
from eventlab.sim import Scenario, explore, replay
from eventlab.sim.report import Result

Diagnose = Callable[[Result], Mistake | None]
_FAULTS = {"crash", "error", "lost", "note"}  # what a trace calls that which went wrong


def prove(
    scenario: Scenario,
    diagnose: Diagnose,
    *,
    copies: int = 2,
    faults: Collection[str] = (),
    most: int = 1,
    look: str = "the step before the last one above: what is durable by then, and what is not?",
) -> None:
    """Demand that the scenario holds under every schedule; see `eventlab.sim.explore`.

    Args:
        scenario: the learner's consumer in its world.
        diagnose: returns the known mistake that a failed run shows, or None.
        copies: each event is delivered from once to so many times, in any order.
        faults: what goes wrong beside that.
        most: how many of these there may be in one schedule.
        look: what to look at next, where no mistake was recognised.

    Raises:
        Failure: it does not hold, or the faults could not happen; with the steps and the trace of
            a smallest schedule.
    """
    report = explore(scenario, copies=copies, faults=faults, most=most)
    if report.failure:
        raise broken(report.failure, diagnose, look)
    if report.not_exercised:
        never = ", ".join(report.not_exercised)
        raise Failure("faults that can happen", f"this never happened: {never}", look=look)


def survive(scenario: Scenario, schedule: str, diagnose: Diagnose, look: str) -> Result:
    """Demand that the scenario holds under one schedule; return what came of it.

    Raises:
        Failure: it does not hold.
    """
    result = replay(f"{scenario.name}: {schedule}", scenario)
    if result.violated:
        raise broken(result, diagnose, look)
    return result


def broken(result: Result, diagnose: Diagnose, look: str) -> Failure:
    """Return the failure that tells a run: its steps, what did not hold, and why if it is known."""
    violated = result.violated
    assert violated and violated.finding
    for happened in result.trace.steps:
        step(happened.sentence, turns=happened.kind in _FAULTS)
    return Failure(
        violated.words,
        f"{violated.finding.reason} (schedule: {result.schedule})",
        diagnose(result),
        look=look,
        trace=result.trace,
    )
