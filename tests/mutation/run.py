"""Try every mutant of a text, and hold those that survive against the list of known ones."""

import os
import tomllib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from tests.mutation.mutants import Mutant, mutants
from tests.mutation.trial import BUSY, Job, Outcome, apart, run

SURVIVORS = Path(__file__).with_name("survivors")
FIRST = 900.0  # seconds at most for all tests of a module, measured
START = 60.0  # seconds at most for a process to begin
LONGEST, SLOWER = 5.0, 10  # of the processor, for a test: so many seconds, and times what it took
BUDGET = 6.0  # seconds of the processor for one mutant; slower tests are then left out


@dataclass
class Tally:
    """What came of a module's mutants; `faults` are lines about what must be mended."""

    name: str
    made: int = 0
    killed: int = 0
    equivalent: int = 0
    open: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The share of killed mutants among those that do something else than the original."""
        return self.killed / max(1, self.made - self.equivalent)

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.made} mutants, {self.killed} killed, {self.equivalent} equivalent"
            f" and listed, {self.open} open and listed, {len(self.faults)} to mend: {self.rate:.1%}"
        )


class Known:
    """The survivors of a module that are listed, each with the reason why it may survive.

    An entry holds `inside`, `was` and `now` of a mutant, or a list of several `now`, and either
    `equivalent`, why nobody can tell it from the original, or `open`, why no test does. They are in
    `survivors/NAME.toml`, under the heading [[NAME]].
    """

    def __init__(self, entries: Iterable[dict[str, Any]]) -> None:
        self._kinds: dict[tuple[str, str, str], str] = {}
        self._seen: set[tuple[str, str, str]] = set()
        for entry in entries:
            kinds = [kind for kind in ("equivalent", "open") if entry.get(kind, "").strip()]
            if len(kinds) != 1:
                raise ValueError(f"either `equivalent` or `open` must hold a reason: {entry}")
            for now in [entry["now"]] if isinstance(entry["now"], str) else entry["now"]:
                self._kinds[entry["inside"], entry["was"], now] = kinds[0]

    def kind(self, mutant: Mutant) -> str | None:
        """Return "equivalent" or "open" for a survivor that is listed."""
        key = (mutant.inside, mutant.was, mutant.now)
        self._seen.add(key)
        return self._kinds.get(key)

    def stale(self) -> Iterator[str]:
        """Yield the entries of which no mutant has survived."""
        for inside, was, now in self._kinds:
            if (inside, was, now) not in self._seen:
                yield f"listed, and does not survive: {inside}: {was} -> {now}"


def known(name: str) -> Known:
    """Read what is listed for a module or a lesson."""
    path = SURVIVORS / f"{name}.toml"
    return Known(tomllib.loads(path.read_text(encoding="utf-8"))[name] if path.exists() else [])


def examine(job: Job, listed: Known, most: int | None, processes: int) -> Tally:
    """Try the mutants of a module.

    Args:
        job: all tests of the module, and its text as it is.
        listed: the survivors that are known.
        most: how many mutants at most, chosen at random but always the same; None for all.
        processes: how many at a time.
    """
    first = apart(run, job, True, timeout=FIRST)
    if not first.passed:
        return Tally(job.module, faults=[f"{first.why}: the tests fail without any change"])
    if not first.lines:
        return Tally(job.module, faults=[f"no test imports {job.module}"])

    def attempt(mutant: Mutant) -> Outcome:
        tests = choice(first, mutant.lines)
        if not tests:
            return Outcome(True, "no test runs it")
        limits = {test: LONGEST + SLOWER * first.seconds[test] for test in tests}
        trial = replace(job, source=mutant.source, tests=limits)
        return apart(run, trial, False, timeout=START + BUSY * sum(limits.values()))

    found = mutants(job.source, most)
    return tally(job.module, found, attempt, listed, most is None, processes)


def tally(
    name: str,
    found: Iterable[Mutant],
    attempt: Callable[[Mutant], Outcome],
    listed: Known,
    whole: bool,
    processes: int,
) -> Tally:
    """Attempt all the mutants, and hold those that survive against the listed ones.

    Args:
        name: of what is mutated.
        found: the mutants.
        attempt: tries one.
        listed: the survivors that are known.
        whole: whether these are all the mutants, so that each listed one must survive.
        processes: how many at a time.
    """
    result = Tally(name)
    with ThreadPoolExecutor(processes) as pool:
        for mutant, outcome in pool.map(lambda mutant: (mutant, attempt(mutant)), found):
            result.made += 1
            result.killed += not outcome.passed
            _log(name, mutant, outcome)
            if outcome.passed:
                kind = listed.kind(mutant)
                result.equivalent += kind == "equivalent"
                result.open += kind == "open"
                if kind is None:
                    result.faults.append(described(mutant))
    if whole:
        result.faults.extend(listed.stale())
    return result


def choice(first: Outcome, lines: Iterable[int]) -> tuple[str, ...]:
    """Return the tests that run one of the lines, the quickest first, as far as the budget goes.

    What is left out could only kill more mutants.
    """
    chosen = {test for line in lines for test in first.lines.get(line, ())}
    if "" in chosen:  # it runs when the module is imported: whatever uses the module may notice
        chosen = set(first.seconds)
    tests = sorted(chosen - {""}, key=lambda test: (first.seconds[test], test))
    spent = accumulate(first.seconds[test] for test in tests)
    return tuple(test for test, all in zip(tests, spent, strict=True) if all <= BUDGET)


def described(mutant: Mutant) -> str:
    """Return the beginning of the entry that would list this survivor, as TOML."""
    lines = [f"{key} = {quoted(getattr(mutant, key))}" for key in ("inside", "was", "now")]
    return "\n".join(lines)


def quoted(text: str) -> str:
    """Return a text as TOML writes it."""
    mark = "'" if "'" not in text and "\n" not in text else "'''"
    return f"{mark}{text}{mark}"


def _log(module: str, mutant: Mutant, outcome: Outcome) -> None:
    if path := os.environ.get("EVENTLAB_MUTATION_LOG"):
        with Path(path).open("a", encoding="utf-8") as file:
            word = "SURVIVED" if outcome.passed else "killed"
            print(
                word,
                module,
                mutant.lines[0],
                mutant.inside,
                repr(mutant.was),
                "=>",
                repr(mutant.now),
                "|",
                outcome.why,
                file=file,
            )
