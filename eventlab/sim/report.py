"""What came of running schedules: a `Result` of one, a `Report` on many."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from eventlab.sim.checkers import HOLDS, NOT_EXERCISED, VIOLATED, Outcome, Verdict
from eventlab.sim.schedule import Schedule
from eventlab.sim.trace import Trace
from eventlab.sim.world import Run

if TYPE_CHECKING:
    from eventlab.sim.scenario import Scenario


class Result:
    """One run, held against the properties of its scenario.

    Args:
        scenario: what was run.
        run: what came of it.
        seed: the seed that its schedule was drawn with, if it was.
        asked: the schedule that was asked for, if it may be more than what happened.
    """

    def __init__(
        self,
        scenario: "Scenario",
        run: Run,
        seed: int | None = None,
        asked: Schedule | None = None,
    ) -> None:
        self.scenario, self.run, self.seed = scenario, run, seed
        self.schedule = run.schedule if asked is None else asked
        self.verdicts: Sequence[Verdict] = scenario.judge(run.history)

    @property
    def missed(self) -> list[str]:
        """The turns that were asked for and did not come, or not with their fault."""
        left = Counter(self.run.schedule)
        return [str(turn) for turn, n in (Counter(self.schedule) - left).items() for _ in range(n)]

    @property
    def verdict(self) -> Outcome:
        """Whether the properties hold; "not exercised" if the schedule did not come to pass."""
        if self.violated:
            return VIOLATED
        return NOT_EXERCISED if self.missed else HOLDS

    @property
    def violated(self) -> Verdict | None:
        """The first property that does not hold, or None."""
        return next((v for v in self.verdicts if v.outcome == VIOLATED), None)

    @property
    def line(self) -> str:
        """A line of Python that does it again."""
        return f'replay("{self.scenario.name}: {self.schedule}")'

    @cached_property
    def trace(self) -> Trace:
        """What happened; if a property is violated, only what shows that."""
        history = self.run.history
        if not (violated := self.violated) or not violated.finding:
            return history.trace(seed=self.seed)
        reason, subjects, upto = violated.finding
        return history.trace(reason, subjects=subjects, upto=upto, seed=self.seed)

    def __repr__(self) -> str:
        violated = self.violated
        words = violated.words if violated else "; ".join(v.words for v in self.verdicts)
        missed = [f"never happened: {turn}" for turn in self.missed]
        return "\n".join([f"{self.verdict}: {words}", *missed, repr(self.trace), self.line])


class Report:
    """Many runs, and what is known after them.

    Args:
        scenario: what was run.
        asked: the kinds of faults that there were to be.
        scope: what was run, in words.
    """

    def __init__(self, scenario: "Scenario", asked: Sequence[str], scope: str) -> None:
        self.scenario, self.asked, self.scope = scenario, asked, scope
        self.schedules = 0
        self.fired: Counter[str] = Counter()
        self.failure: Result | None = None
        self._held: dict[str, Outcome] = {}

    def add(self, run: Run, seed: int | None = None) -> str:
        """Take note of a run; return the words of the property that it violates, or ""."""
        self.schedules += 1
        self.fired.update(run.history.fired)
        for verdict in self.scenario.judge(run.history):
            if verdict.outcome == VIOLATED:
                self.failure = Result(self.scenario, run, seed)
                return verdict.words
            if self._held.get(verdict.words) != HOLDS:
                self._held[verdict.words] = verdict.outcome
        return ""

    @property
    def not_exercised(self) -> list[str]:
        """The kinds of faults that were asked for and never happened, and idle properties."""
        idle = [words for words, outcome in self._held.items() if outcome == NOT_EXERCISED]
        return [kind for kind in self.asked if not self.fired[kind]] + idle

    @property
    def verdict(self) -> Outcome:
        """Whether the properties hold.

        "not exercised" where a kind of fault was asked for and could not happen once, or where
        a property says nothing about any of the runs.
        """
        if self.failure:
            return VIOLATED
        return NOT_EXERCISED if self.not_exercised else HOLDS

    def __repr__(self) -> str:
        if self.failure:
            return f"{self.failure!r}\nfound in schedule {self.schedules:,} of {self.scope}"
        idle = "".join(f"\nnever happened: {kind}" for kind in self.not_exercised)
        words = "; ".join(self._held)
        return f"{self.verdict}: {words}{idle}\n{self.schedules:,} schedules: {self.scope}"
