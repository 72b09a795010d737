"""Workload: arrivals and services drawn at random, and what they come to on average.

Guarantee: the same seed gives the same numbers (numpy keeps the stream of a generator the same).
An array has a row for each event and a column for each run.
"""

from collections.abc import Callable
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from eventlab.sim.load import Floats, Ints, Station

_PIECE = 1000  # events that are drawn at a time


def poisson(rate: float, events: int, *, runs: int = 1, seed: int = 0) -> Floats:
    """Draw the times of arrivals at random, `rate` of them a second on average."""
    gaps = np.random.default_rng([1, seed]).standard_exponential((events, runs))
    return np.cumsum(gaps / rate, axis=0)


def exponential(rate: float, events: int, *, runs: int = 1, seed: int = 0) -> Floats:
    """Draw service times at random; a consumer can do `rate` events a second on average."""
    return np.random.default_rng([2, seed]).standard_exponential((events, runs)) / rate


def constant(rate: float, events: int, *, runs: int = 1, seed: int = 0) -> Floats:
    """Return service times that are all the same; a consumer can do `rate` events a second."""
    return np.full((events, runs), 1.0 / rate)


def hot_keys(keys: int, share: float, events: int, *, runs: int = 1, seed: int = 0) -> Ints:
    """Draw a key for each event: key 0 for this share of them, the others equally often.

    Raises:
        ValueError: fewer than two keys, or a share that is none.
    """
    if keys < 2 or not 0 <= share <= 1:
        raise ValueError(f"{keys} keys, and a share of {share:g} for one of them, make no sense")
    random = np.random.default_rng([3, seed])
    others = random.integers(1, keys, (events, runs))
    return np.where(random.random((events, runs)) < share, 0, others)


class Interval(NamedTuple):
    """An estimate: with the confidence asked for, the truth is not further off than half_width."""

    mean: float
    half_width: float

    def holds(self, value: float) -> bool:
        """Return whether the value lies in it."""
        return abs(value - self.mean) <= self.half_width


def interval(samples: Floats, confidence: float = 0.95) -> Interval:
    """Estimate the mean of what independent samples were drawn from, at least some hundred."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    return Interval(float(samples.mean()), float(z * samples.std(ddof=1) / np.sqrt(samples.size)))


def mean_waits(
    consumers: int,
    utilisation: float,
    *,
    events: int,
    runs: int,
    warm_up: int,
    seed: int = 0,
    services: Callable[..., Floats] = exponential,
) -> Floats:
    """Return the mean wait of each run, in mean service times; memory does not grow with `events`.

    Args:
        consumers: how many events are handled at a time.
        utilisation: the share of their time in which they are busy, below 1.
        events: how many are counted in each run.
        runs: how many independent runs.
        warm_up: how many events come before these, so that the empty start is forgotten.
        seed: any integer from 0 on.
        services: what service times are drawn with: `exponential` or `constant`.
    """
    station = Station(runs, consumers)
    now, total = np.zeros(runs), np.zeros(runs)
    for first in range(0, warm_up + events, _PIECE):
        size = min(_PIECE, warm_up + events - first)
        drawn = {"runs": runs, "seed": seed * 1_000_000 + first // _PIECE}
        arrivals = now + poisson(utilisation * consumers, size, **drawn)
        times = services(1.0, size, **drawn)
        for number, (arrived, service) in enumerate(zip(arrivals, times, strict=True), first):
            _, taken = station.serve(arrived, service)
            if number >= warm_up:
                total += taken - arrived
        now = arrivals[-1]
    return total / events
