"""Load: what becomes of a queue when events arrive faster or slower than consumers can do them.

Guarantee: nothing is drawn here, so the same arrivals and services give the same arrays. Times are
in seconds. Each array has a row for each event, in the order of arrival, and a column for each
run; the runs are independent, and are computed side by side.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Policy = Literal["block", "shed"]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Station:
    """A queue and its consumers, as many copies side by side as there are runs.

    Events are taken in the order of arrival. The recursion is that of Kiefer and Wolfowitz, "On
    the theory of queues with many servers" (1955), with the times instead of the work left.

    Args:
        runs: how many independent copies.
        consumers: how many events are handled at a time.
        bound: how many events may wait; None for any number.
        policy: what becomes of an event that finds the queue full: "block" lets its producer wait
            with it and all that come after, "shed" drops it.
        by_key: each consumer has a queue of its own, as each partition of a log has.

    Raises:
        ValueError: no consumer, no room, or another policy.
    """

    def __init__(
        self,
        runs: int,
        consumers: int = 1,
        *,
        bound: int | None = None,
        policy: Policy = "block",
        by_key: bool = False,
    ) -> None:
        if consumers < 1 or (bound is not None and bound < 1):
            raise ValueError(f"consumers={consumers}, bound={bound}: each must be at least 1")
        if policy not in ("block", "shed"):
            raise ValueError(f"the policy is {policy!r}: there is 'block' and 'shed'")
        self._every = np.arange(runs)
        self._free = np.zeros((consumers, runs))  # when each consumer is free again
        self._sheds = policy == "shed"
        self._bound = bound
        if bound is not None:
            queues = consumers if by_key else 1
            self._entered = np.zeros(runs)  # when the last event came in
            self._left = np.full((queues, bound, runs), -np.inf)  # when the last ones were taken
            self._place = np.zeros((queues, runs), dtype=np.int64)  # whose time is the oldest

    def serve(
        self, arrived: Floats, service: Floats, lane: Ints | None = None
    ) -> tuple[Floats, Floats]:
        """Let one event arrive in each run; return when it enters the queue and when it is taken.

        Both are NaN for an event that is dropped.

        Args:
            arrived: when; not before the one before.
            service: how many seconds it takes a consumer.
            lane: whose it is, where each consumer has a queue of its own.
        """
        every = self._every
        consumer = self._free.argmin(axis=0) if lane is None else lane
        free = self._free[consumer, every]
        if self._bound is None:
            taken = np.maximum(arrived, free)
            self._free[consumer, every] = taken + service
            return arrived, taken
        queue = np.zeros_like(every) if lane is None else lane
        place = self._place[queue, every]
        room = self._left[queue, place, every]  # since when, or from when, there is room
        if self._sheds:
            entered = np.where(room > arrived, np.nan, arrived)
        else:  # who is blocked blocks all that come after
            entered = self._entered = np.maximum(np.maximum(arrived, room), self._entered)
        taken = np.maximum(entered, free)
        comes_in = ~np.isnan(taken)
        self._free[consumer, every] = np.where(comes_in, taken + service, free)
        self._left[queue, place, every] = np.where(comes_in, taken, room)
        self._place[queue, every] = (place + comes_in) % self._bound
        return entered, taken


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """What became of every event.

    Args:
        arrived: when its producer had it ready.
        entered: when it came into the queue; NaN if it was dropped.
        taken: when a consumer took it.
        finished: when that consumer was done.
    """

    arrived: Floats
    entered: Floats
    taken: Floats
    finished: Floats

    @property
    def waits(self) -> Floats:
        """The seconds from being ready to being taken; NaN for what was dropped."""
        return self.taken - self.arrived

    @property
    def responses(self) -> Floats:
        """The seconds from being ready to being done; NaN for what was dropped."""
        return self.finished - self.arrived

    @property
    def dropped(self) -> NDArray[np.bool_]:
        """Which events were dropped."""
        return np.isnan(self.entered)

    def depth(self, times: ArrayLike) -> Ints:
        """Return how many events are in the queue at these times; a row for each time."""
        return _count(self.entered, times) - _count(self.taken, times)

    def blocked(self, times: ArrayLike) -> Ints:
        """Return how many events are ready at these times and held up before a full queue."""
        arrived = np.where(self.dropped, np.nan, self.arrived)
        return _count(arrived, times) - _count(self.entered, times)

    def done(self, times: ArrayLike) -> Ints:
        """Return how many events are done by these times."""
        return _count(self.finished, times)


def simulate(
    arrivals: ArrayLike,
    services: ArrayLike,
    *,
    consumers: int = 1,
    bound: int | None = None,
    policy: Policy = "block",
    keys: ArrayLike | None = None,
) -> Load:
    """Let events arrive at a queue, and its consumers handle them.

    Args:
        arrivals: when they arrive, in order: one row for each event, or a plain sequence.
        services: how many seconds each takes a consumer, in the same shape.
        consumers: how many events are handled at a time.
        bound: how many events may wait; None for any number.
        policy: "block" or "shed" what arrives at a full queue.
        keys: a number for each event. Events of one key then go to one consumer, which has a queue
            of its own: a hot key is a hot consumer.

    Raises:
        ValueError: shapes that differ, arrivals that are not in order, or negative times.
    """
    arrived, service = _table(arrivals), _table(services)
    if arrived.shape != service.shape:
        raise ValueError(f"arrivals are {arrived.shape} and services {service.shape}: not the same")
    if np.any(np.diff(arrived, axis=0) < 0) or np.any(arrived < 0) or np.any(service < 0):
        raise ValueError("times must not be negative, and arrivals must be in order")
    lanes = None
    if keys is not None:
        column = np.asarray(keys).reshape(len(arrived), -1)
        lanes = np.broadcast_to(column % consumers, arrived.shape)
    runs = arrived.shape[1]
    station = Station(runs, consumers, bound=bound, policy=policy, by_key=lanes is not None)
    entered, taken = np.empty_like(arrived), np.empty_like(arrived)
    for event in range(len(arrived)):
        lane = None if lanes is None else lanes[event]
        entered[event], taken[event] = station.serve(arrived[event], service[event], lane)
    return Load(arrived, entered, taken, taken + service)


def _table(values: ArrayLike) -> Floats:
    """Return the values as one column for each run."""
    table = np.asarray(values, dtype=np.float64)
    return table.reshape(-1, 1) if table.ndim < 2 else table


def _count(moments: Floats, times: ArrayLike) -> Ints:
    """Return, for each time and run, how many of the moments have come by then."""
    looked = np.atleast_1d(np.asarray(times, dtype=np.float64))
    columns = [np.searchsorted(np.sort(column), looked, side="right") for column in moments.T]
    return np.stack(columns, axis=1)  # NaN is sorted last: it never comes
