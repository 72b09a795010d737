"""What all handlers have in common: what needs no work is no error."""

from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import step
from eventlab.sim.report import Result


def no_error(result: Result, mistake: Mistake) -> None:
    """Demand that no delivery of a run fails, and tell its steps.

    Raises:
        Failure: one does.
    """
    trace = result.trace
    for happened in trace.steps:
        step(happened.sentence)
    kinds = [happened.kind for happened in trace.steps]
    if failed := kinds.count("error"):
        words = f"{failed} deliveries fail" + ", and it is given up" * ("dead_letter" in kinds)
        raise Failure("deliveries without an error", words, mistake, trace=trace)
