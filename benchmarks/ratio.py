"""Ratios to a limit that is measured in the same run, so that a slow machine is slow for all.

All who do the same work (the limit, ours and the peers) take turns, one short round each. Each is
held against the limit's round of the same turn, and the median of these counts.
"""

import gc
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import truediv
from statistics import median
from typing import NamedTuple

Round = Callable[[], float]  # does the work, and returns the seconds that one piece of it took
Rounds = Mapping[str, Round | str]  # by who it is; a text says why there is nothing to run
RAM = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
HEAD = f"  {'':58} {'limit':>9} {'ours':>9}  {'ratio':>9}  {'reach':>8}"

# Without a real disk, all time is this process's own, and other processes' is not counted.
_FINE = time.get_clock_info("process_time").resolution < 1e-6
now = time.process_time if _FINE and RAM else time.perf_counter


class Row(NamedTuple):
    """A line of the table.

    Args:
        what: what was measured.
        limit: what the physical limit takes, in µs.
        ours: what ours takes, in µs.
        reach: the highest ratio that is good enough; 0 if the line is only for information.
        above: whether what counts is not the ratio but the difference, in ms.
        peers: what each peer takes, in µs, or why that is not measured.
    """

    what: str
    limit: float
    ours: float
    reach: float
    above: bool = False
    peers: Mapping[str, float | str] = {}

    def beside(self, found: float) -> float:
        """Return what was found beside the limit: a ratio, or the milliseconds above it."""
        return (found - self.limit) / 1000 if self.above else found / self.limit

    def written(self, found: float | str) -> str:
        """Return that as a cell of the table."""
        if isinstance(found, str):
            return found
        return f"{self.beside(found):.{1 if self.above else 2}f}{self.unit}"

    @property
    def unit(self) -> str:
        """What stands behind a figure that is held against the limit."""
        return " ms" if self.above else "x"

    @property
    def reached(self) -> bool:
        """Whether ours is good enough."""
        return self.beside(self.ours) <= self.reach

    def __str__(self) -> str:
        scale, digits = (1000, 1) if self.above else (1, 2)
        line = (
            f"  {self.what:58} {self.limit / scale:>9.{digits}f} {self.ours / scale:>9.{digits}f}"
        )
        line += f"  {self.written(self.ours):>9}"
        if self.reach:
            verdict = "reached" if self.reached else "missed"
            line += f"  {f'{self.reach:g}{self.unit}':>8}  {verdict}"
        return "".join([line, *(f"\n      {n}: {self.written(t)}" for n, t in self.peers.items())])


def row(what: str, found: Mapping[str, float | str], reach: float, above: bool = False) -> Row:
    """Make the line of what `in_turns` found of the limit, of ours and of peers, in this order."""
    (_, limit), (_, ours), *peers = found.items()
    assert isinstance(limit, float) and isinstance(ours, float)
    return Row(what, limit, ours, reach, above, dict(peers))


def in_turns(
    rounds: Rounds, times: int, by: Callable[[float, float], float] = truediv
) -> dict[str, float | str]:
    """Let all take turns, and return what a piece of work takes each, in µs.

    Args:
        rounds: the first is the limit. Each runs once unmeasured, so that all are warm.
        times: how many turns; each of them begins with another one.
        by: how a round is held against the limit's in the same turn. The median of the limit, and
            the median of that, make the figure.
    """
    able = {who: run for who, run in rounds.items() if not isinstance(run, str)}
    limit, *others = able
    spent: dict[str, list[float]] = {who: [] for who in able}
    for run in able.values():
        run()
    collecting = gc.isenabled()
    gc.disable()
    try:
        for number in range(times):
            for who in _rotated(list(able), number):
                spent[who].append(able[who]())
    finally:
        if collecting:
            gc.enable()
    usual = median(spent[limit])
    found: dict[str, float | str] = {limit: usual * 1e6}
    for who in others:
        beside = median(map(by, spent[who], spent[limit]))
        found[who] = (usual * beside if by is truediv else usual + beside) * 1e6
    return {who: found.get(who, str(run)) for who, run in rounds.items()}


def _rotated(names: Sequence[str], by: int) -> Iterable[str]:
    by %= len(names)
    return [*names[by:], *names[:by]]


def timed(
    work: Callable[[], object],
    pieces: int = 1,
    *,
    after: Callable[[], object] | None = None,
    clock: Callable[[], float] = now,
) -> Round:
    """Make a round of so many pieces of work.

    Args:
        work: does all the pieces.
        pieces: how many.
        after: what is done then and is not timed, such as to check and to tidy up.
        clock: what seconds are measured by.
    """

    def run() -> float:
        began = clock()
        work()
        spent = clock() - began
        if after:
            after()
        return spent / pieces

    return run
