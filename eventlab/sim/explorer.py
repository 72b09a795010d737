"""Explore: look for a schedule under which what must hold does not.

Guarantee: without `seeds` every schedule of the scope is run: those with the fewest faults first,
then with the fewest inversions, then with the fewest deliveries; so the first one that fails is a
smallest one. With `seeds` schedules are drawn, and one that fails is made smaller until nothing
more can be left out. Every failure can be replayed by one line.
"""

import io
from collections.abc import Collection, Iterable, Iterator
from contextlib import redirect_stdout
from functools import partial
from itertools import groupby, product
from math import factorial, prod
from typing import NamedTuple

from eventlab.sim.checkers import VIOLATED
from eventlab.sim.draw import Drawn, shrink
from eventlab.sim.history import DUPLICATE
from eventlab.sim.report import Report, Result
from eventlab.sim.scenario import Scenario
from eventlab.sim.schedule import (
    ACK_LOST,
    CRASH,
    ERROR,
    FAULTS,
    LATE,
    LEASE,
    MEANWHILE,
    Fault,
    Schedule,
    Size,
    orders,
    place_of,
)
from eventlab.sim.world import Run, World

MOST_ORDERS = 100_000
_explored: dict[str, Scenario] = {}


def explore(
    scenario: Scenario,
    *,
    copies: int = 2,
    faults: Collection[str] = (CRASH,),
    most: int = 1,
    seeds: int | Iterable[int] | None = None,
) -> Report:
    """Run the scenario under many schedules, until one fails or all have passed.

    What the consumer prints is shown by `replay` alone.

    Args:
        scenario: what to run.
        copies: each event is delivered from once to so many times, in any order.
        faults: which others there may be: "crash" (at every call), "crash at end" (only between
            deliveries), "lost", "ack lost", "lease", "meanwhile", "error", "late 60" (seconds).
        most: how many of these there may be in one schedule.
        seeds: draw a schedule for each of these seeds (or for each seed below this number),
            instead of running all of them.

    Raises:
        ValueError: no such fault, or a scope that is too large to run without `seeds`.
    """
    if copies < 1 or most < 0:
        raise ValueError(f"copies={copies}, most={most}: an event is delivered at least once")
    kinds = [_kind(fault) for fault in faults] if most else []
    asked = [DUPLICATE] * (copies > 1) + [kind.kind for kind in kinds]
    report = Report(scenario, asked, _scope(scenario, copies, faults, most))
    remember(scenario)
    with redirect_stdout(_Nowhere()):
        if seeds is None:
            _run_all(scenario, copies, kinds, most, report)
        else:
            _run_drawn(scenario, copies, kinds, most, seeds, report)
    return report


def remember(scenario: Scenario) -> None:
    """Let `replay` find the scenario by its name."""
    _explored[scenario.name] = scenario


def replay(line: str, scenario: Scenario | None = None) -> Result:
    """Run a schedule again.

    Args:
        line: "name: schedule", or the whole line of Python that a failure gives.
        scenario: by default the one of that name that was explored last.

    Raises:
        LookupError: none of that name has been explored since Python was started.
        ValueError: it is no such line.
    """
    name, colon, schedule = line.removeprefix('replay("').removesuffix('")').partition(": ")
    if not colon:
        raise ValueError(f"{line!r} is no replay line: it reads 'name: schedule'")
    if scenario is None:
        if name not in _explored:
            raise LookupError(f"no scenario named {name!r} has been explored here: do that first")
        scenario = _explored[name]
    asked = Schedule.parse(schedule)
    return Result(scenario, scenario.run(asked), asked=asked)


class _Nowhere(io.TextIOBase):
    def write(self, text: str) -> int:
        return len(text)


class _Entry(NamedTuple):
    """A schedule to run; entries are compared by what comes first."""

    size: Size
    word: tuple[int, ...]
    faults: tuple[tuple[int, int], ...]  # for each: at which turn, and which of those it could be
    schedule: Schedule


def _run_all(
    scenario: Scenario, copies: int, kinds: list[Fault], most: int, report: Report
) -> None:
    if _count(len(scenario.labels), copies) > MOST_ORDERS:
        raise ValueError(
            f"the orders of {len(scenario.labels)} events, each delivered up to {copies} times, "
            "are too many to run all of them: give `seeds` to draw some"
        )
    rank = {label: number for number, label in enumerate(scenario.labels)}
    plain = groupby(orders(scenario.labels, copies), lambda found: found[0].faults)
    batches = {extra: list(found) for extra, found in plain}
    grown: list[_Entry] = []
    level = 0
    while grown or level in batches:
        entries, grown = grown, []
        for size, order in batches.get(level, ()):
            entries.append(_Entry(size, tuple(rank[turn.label] for turn in order), (), order))
        for entry in sorted(entries):
            run = scenario.run(entry.schedule)
            if report.add(run):
                return
            if len(entry.faults) < most:
                grown += _grow(entry, kinds, run)
        level += 1


def _grow(entry: _Entry, kinds: list[Fault], run: Run) -> Iterator[_Entry]:
    """Yield the schedule with one more fault, in a turn behind those that have one."""
    first = entry.faults[-1][0] + 1 if entry.faults else 0
    size = entry.size._replace(faults=entry.size.faults + 1)
    for index in range(first, len(run.schedule)):
        for number, fault in enumerate(_possible(kinds, run.calls[index], run.lasting[index])):
            schedule = run.schedule.with_fault(index, fault)
            yield _Entry(size, entry.word, (*entry.faults, (index, number)), schedule)


def _possible(kinds: list[Fault], calls: list[str], lasting: list[int]) -> list[Fault]:
    """Return each fault that can happen in a delivery with these calls.

    An error after a call is one whose answer is lost. Of a call that has changed nothing lasting,
    such as a statement in a transaction that is open, that is no more than an error before it.
    """
    names = [place_of(calls[: i + 1]) for i in range(len(calls))]
    before, after = [f"before {name}" for name in names], [f"after {names[i]}" for i in lasting]
    places = {
        CRASH: [*before, "at end"],
        LEASE: before,
        MEANWHILE: before,
        ERROR: [*before, *after],
        ACK_LOST: [""] * ("ack" in calls),
    }
    found = []
    for kind, place in kinds:
        found += [Fault(kind, p) for p in places.get(kind, [place]) if place in ("", p)]
    return list(dict.fromkeys(found))


def _run_drawn(
    scenario: Scenario,
    copies: int,
    kinds: list[Fault],
    most: int,
    seeds: int | Iterable[int],
    report: Report,
) -> None:
    for seed in range(seeds) if isinstance(seeds, int) else seeds:
        run = World(scenario, Drawn(scenario.labels, seed, copies, kinds, most)).run()
        if broken := report.add(run, seed):
            smallest = shrink(run.schedule, scenario.labels, partial(_violates, scenario, broken))
            report.failure = Result(scenario, scenario.run(smallest), seed)
            return


def _violates(scenario: Scenario, words: str, schedule: Schedule) -> bool:
    verdicts = scenario.judge(scenario.run(schedule).history)
    return any(v.outcome == VIOLATED and v.words == words for v in verdicts)


def _kind(text: str) -> Fault:
    """Read the name of a kind; with a place it is only there ("crash at end", "late 60")."""
    return Fault(text) if text in FAULTS and text != LATE else Fault.parse(text)


def _count(events: int, copies: int) -> int:
    """Count the orders: for each choice of how often each event comes, a multinomial number.

    Where there are too many, the number of those with all the copies is told instead.
    """
    longest: int = factorial(events * copies) // factorial(copies) ** events
    if longest > MOST_ORDERS:
        return longest
    counts = product(range(1, copies + 1), repeat=events)
    return sum(factorial(sum(c)) // prod(map(factorial, c)) for c in counts)


def _scope(scenario: Scenario, copies: int, faults: Collection[str], most: int) -> str:
    times = "once" if copies == 1 else "once or twice" if copies == 2 else f"up to {copies} times"
    events = len(scenario.labels)
    scope = f"{events} event{'s' * (events > 1)}, each delivered {times}, in any order"
    if not most or not faults:
        return scope
    return f"{scope}, with at most {most} of: {', '.join(faults)}"
