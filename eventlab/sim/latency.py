"""Latency: how long events take at one utilisation, measured, with how far off that may be.

Arrivals and services are random (M/M/c), so that what is measured can be held against theory.
Times are in mean service times.
"""

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from eventlab.sim.load import Floats, simulate
from eventlab.sim.workload import exponential, interval, poisson

HIGH = 0.99


class Estimate(NamedTuple):
    """What was measured; with the confidence asked for, the truth is from `low` to `high`."""

    low: float
    value: float
    high: float

    def holds(self, value: float) -> bool:
        """Return whether the value lies in it."""
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Latency:
    """How long events take, waiting and service together, in mean service times.

    Args:
        consumers: how many events are handled at a time.
        utilisation: the share of their time in which the consumers are busy.
        mean: of all events.
        high: the 99th percentile: one event in a hundred takes longer.
        seed: of the chance.
    """

    consumers: int
    utilisation: float
    mean: Estimate
    high: Estimate
    seed: int


def measure_latency(
    consumers: int,
    utilisation: float,
    *,
    events: int = 200,
    runs: int = 1000,
    seed: int = 0,
    confidence: float = 0.95,
) -> Latency:
    """Simulate independent runs of a queue, and measure how long the last events of each take.

    Before these come six times as many as the queue takes to forget its empty start (J. W. Cohen,
    "The single server queue", 1969: its relaxation time).

    Raises:
        ValueError: a utilisation that is not between 0 and 1, where there is something to measure.
    """
    if not 0 < utilisation < 1:
        raise ValueError(f"utilisation={utilisation:g}: it must lie between 0 and 1")
    warm_up = ceil(6 * utilisation / (1 - sqrt(utilisation)) ** 2) + 20 * consumers
    size = warm_up + events
    own = (seed * 1000 + consumers) * 1000 + round(utilisation * 1000)  # independent of the others
    arrivals = poisson(utilisation * consumers, size, runs=runs, seed=own)
    services = exponential(1.0, size, runs=runs, seed=own)
    responses = simulate(arrivals, services, consumers=consumers).responses[warm_up:]
    mean = interval(responses.mean(axis=0), confidence)
    return Latency(
        consumers,
        utilisation,
        Estimate(mean.mean - mean.half_width, mean.mean, mean.mean + mean.half_width),
        _percentile(responses, HIGH, confidence),
        seed,
    )


def _percentile(responses: Floats, share: float, confidence: float) -> Estimate:
    """Estimate a percentile; events of one run depend on each other, the runs do not.

    After R. S. Woodruff, "Confidence intervals for medians and other position measures" (1952).
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    value = np.quantile(responses, share)
    below = (responses <= value).mean(axis=0)
    off = z * below.std(ddof=1) / np.sqrt(below.size)
    low, high = np.quantile(responses, [share - off, min(1.0, share + off)])
    return Estimate(float(low), float(value), float(high))
