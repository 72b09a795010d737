"""Retries: what becomes of a service when those whom it refuses try again.

Guarantee: nothing is drawn here, so the same arrivals and the same retry give the same calls.
"""

import heapq
from collections.abc import Iterable
from typing import Protocol

import numpy as np

from eventlab.sim.load import Load, Station


class Retrying(Protocol):
    """What is needed of an `eventlab.Retry`."""

    def delay(self, attempt: int, now: float) -> float:
        """Return the seconds to wait after the failed `attempt` (from 1), at the time `now`."""
        ...


def simulate_retries(
    arrivals: Iterable[float],
    retry: Retrying,
    *,
    rate: float,
    bound: int,
    seconds: float,
    attempts: int = 5,
) -> Load:
    """Call a service that refuses what finds its queue full, and try again after `retry.delay`.

    A refusal costs the service nothing here; a real one has work with it, so it fares worse.

    Args:
        arrivals: when each caller calls for the first time, in seconds.
        retry: how long a caller waits who was refused; all of them share it.
        rate: how many calls a second the service can do.
        bound: how many calls may wait for it.
        seconds: when to stop looking.
        attempts: calls after which a caller gives up.

    Returns:
        Every call, first ones and repeated ones, in the order in which they came.
    """
    station, service = Station(1, bound=bound, policy="shed"), np.array([1 / rate])
    calls = [(at, number, 1) for number, at in enumerate(arrivals)]
    heapq.heapify(calls)
    arrived, entered, taken = [], [], []
    while calls and calls[0][0] <= seconds:
        at, number, attempt = heapq.heappop(calls)
        came, begun = station.serve(np.array([at]), service)
        arrived.append([at])
        entered.append(came)
        taken.append(begun)
        if np.isnan(came[0]) and attempt < attempts:
            heapq.heappush(calls, (at + retry.delay(attempt, at), number, attempt + 1))
    finished = np.array(taken).reshape(-1, 1) + 1 / rate
    return Load(np.array(arrived), np.array(entered), np.array(taken), finished)
