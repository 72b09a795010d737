"""The moving space-time diagram: a trace, one step after the other."""

from eventlab.figures.moving import Moving, Slider
from eventlab.figures.spacetime import space_time
from eventlab.sim.trace import Trace


def step_through(trace: Trace, guess: str | None = None) -> Moving:
    """Return a widget that plays a trace, or shows it up to any step.

    Args:
        trace: what happened, in 1 to 60 steps.
        guess: the learner's bet in words, to stand above what happens.

    Raises:
        ValueError: no lanes, no steps, or more than 60.
    """
    if not trace.steps:
        raise ValueError("the trace has no steps, so there is nothing to step through")
    steps = Slider(0, len(trace.steps), unit=f"of {len(trace.steps)}")
    return Moving(
        lambda step: space_time(trace, guess, shown=step), play="step", pace=1, step=steps
    )
