"""Ratios to a limit that is measured in the same run, so that a slow machine is slow for both."""

import gc
from collections.abc import Callable
from operator import truediv
from time import perf_counter
from typing import NamedTuple

Work = Callable[[], object]
HEAD = f"  {'':58} {'limit':>9} {'ours':>9}  {'ratio':>9}  {'reach':>8}"


class Row(NamedTuple):
    """A line of the table.

    Args:
        what: what was measured.
        limit: what the physical limit takes, in µs.
        ours: what ours takes, in µs.
        reach: the highest ratio that is good enough; 0 if the line is only for information.
        above: whether what counts is not the ratio but the difference, in ms.
    """

    what: str
    limit: float
    ours: float
    reach: float
    above: bool = False

    def __str__(self) -> str:
        if self.above:
            limit, ours = self.limit / 1000, self.ours / 1000
            found, unit, digits = ours - limit, " ms", 1
        else:
            limit, ours = self.limit, self.ours
            found, unit, digits = ours / limit, "x", 2
        figures = f"{limit:>9.{digits}f} {ours:>9.{digits}f}  {f'{found:.{digits}f}{unit}':>9}"
        if not self.reach:
            return f"  {self.what:58} {figures}"
        verdict = "reached" if found <= self.reach else "missed"
        return f"  {self.what:58} {figures}  {f'{self.reach:g}{unit}':>8}  {verdict}"


def compare(
    limit: Work, ours: Work, rounds: int, by: Callable[[float, float], float] = truediv
) -> tuple[float, float]:
    """Time both in turn, and return the seconds of both in the round with the median ratio.

    Args:
        limit: the least that any implementation must do.
        ours: the same work, done by ours.
        rounds: how often; each of the two goes first in every other round.
        by: what is to be the median, of ours and the limit, if not the ratio.
    """
    pairs = []
    limit(), ours()  # once unmeasured, so that both are warm
    collecting = gc.isenabled()
    gc.disable()
    try:
        for number in range(rounds):
            if number % 2:
                mine, bare = clocked(ours), clocked(limit)
            else:
                bare, mine = clocked(limit), clocked(ours)
            pairs.append((bare, mine))
    finally:
        if collecting:
            gc.enable()
    return sorted(pairs, key=lambda pair: by(pair[1], pair[0]))[rounds // 2]


def clocked(work: Work) -> float:
    """Return the seconds that it takes."""
    start = perf_counter()
    work()
    return perf_counter() - start
