"""Executable contracts: what a primitive promises, as named cases that any implementation can run.

A contract is run by the package's tests, by the graders on what a learner wrote, and by a lesson
on the class that it has just built. Each case is a few lines, and each has been seen to reject a
wrong implementation (tests/mutants).
"""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

Make = Callable[..., Any]
E = TypeVar("E", bound=BaseException)
LIMIT = 2.0  # seconds after which a case takes a thread for stuck; it needs milliseconds


class Broken(AssertionError):
    """A promise that was not kept; the message says what was expected and what happened."""


class Stop(BaseException):
    """Stands for Ctrl-C in a case: an exception that no handler's failure may be taken for."""


def same(found: object, expected: object, what: str) -> None:
    """Hold `found` against `expected`, or raise `Broken` with both and with `what` they are."""
    if found != expected:
        raise Broken(f"{what}: expected {expected!r}, found {found!r}")


def raises(kind: type[E], call: Callable[..., Any], *args: Any, **named: Any) -> E:
    """Return the `kind` of exception that the call raises, or raise `Broken` if it does not."""
    try:
        call(*args, **named)
    except kind as error:
        return error
    name = getattr(getattr(call, "func", call), "__name__", type(call).__name__)  # of a partial
    raise Broken(f"{name} was expected to raise {kind.__name__}, and did not")


# What a wrong implementation may let out of a case, beside an Exception.
_OF_A_CASE = (Stop, asyncio.CancelledError, BaseExceptionGroup)


@dataclass(frozen=True, slots=True)
class Case:
    """One promise. `run(make)` returns if it is kept, and raises if not."""

    name: str
    promise: str
    run: Callable[[Make], Any]
    core: bool
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case: "holds", "broken" with the reason, or "left out" with the feature."""

    case: Case
    verdict: str
    reason: str = ""


class Report(list[Result]):
    """The results of a run, in the order of the cases."""

    @property
    def holds(self) -> bool:
        """Whether no case was broken, and at least one was run."""
        verdicts = {result.verdict for result in self}
        return "broken" not in verdicts and "holds" in verdicts

    def __repr__(self) -> str:
        lines = [f"{result.verdict:<8}  {result.case.promise}" for result in self]
        for i in reversed(range(len(self))):
            if self[i].reason:
                lines.insert(i + 1, f"          {self[i].reason}")
        counts = [sum(r.verdict == v for r in self) for v in ("holds", "broken", "left out")]
        held, broken, left = counts
        return "\n".join([*lines, f"{held} hold, {broken} broken, {left} left out"])


class Contract:
    """The cases that every implementation of one primitive must pass.

    Args:
        subject: what the contract is about, in a word ("bus").
    """

    def __init__(self, subject: str) -> None:
        self.subject = subject
        self.cases: list[Case] = []

    def case(
        self, *, core: bool = False, needs: Iterable[str] = ()
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Add the function below as a case; its docstring is the promise.

        Args:
            core: whether what a lesson builds must keep this promise too.
            needs: features without which the case is left out.
        """

        def add(run: Callable[..., Any]) -> Callable[..., Any]:
            promise = " ".join((run.__doc__ or "").split())
            if not promise:
                raise ValueError(f"the case {run.__name__} has no docstring: what does it promise?")
            self.cases.append(Case(run.__name__, promise, run, core, frozenset(needs)))
            return run

        return add

    def check(
        self,
        make: Make,
        *,
        core: bool = False,
        only: Iterable[str] | None = None,
        features: Iterable[str] | None = None,
    ) -> Report:
        """Run the cases on fresh instances from `make` and report on each.

        Args:
            make: called for each instance that a case needs; the contract's module says with what.
            core: run the core cases only.
            only: the names of the cases to run; by default all.
            features: what the implementation offers; by default everything.

        Raises:
            ValueError: `only` names a case that there is not.
        """
        offered = None if features is None else set(features)
        names = {case.name for case in self.cases} if only is None else set(only)
        if unknown := names - {case.name for case in self.cases}:
            raise ValueError(f"the {self.subject} contract has no case {sorted(unknown)[0]!r}")
        cases = [case for case in self.cases if case.name in names and (case.core or not core)]
        return Report(_judge(case, make, offered) for case in cases)


def _judge(case: Case, make: Make, offered: set[str] | None) -> Result:
    if offered is not None and (lacking := case.needs - offered):
        return Result(case, "left out", f"needs {', '.join(sorted(lacking))}")
    try:
        outcome = case.run(make)
        if asyncio.iscoroutine(outcome):
            run_apart(outcome)
    except (Exception, *_OF_A_CASE) as error:  # but not Ctrl-C itself
        return Result(case, "broken", _reason(error))
    return Result(case, "holds")


def _reason(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):  # what a handler raised tells more than its group
        error = error.exceptions[0]
    return str(error) if isinstance(error, Broken) else f"{type(error).__name__}: {error}"


def run_apart(work: Coroutine[Any, Any, Any]) -> None:
    """Run `work` on an event loop of its own, also where one is running (as in a notebook)."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(work)
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]


def in_threads(works: Iterable[Callable[[], object]]) -> None:
    """Run each in a thread of its own; raise what one raised, or `Broken` if one is stuck."""
    errors: list[Exception] = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=[work], daemon=True) for work in works]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 2 * LIMIT  # a thread may itself have waited for another
    for thread in threads:
        thread.join(timeout=max(0, deadline - time.monotonic()))
    if any(thread.is_alive() for thread in threads):
        raise Broken(f"a thread is still waiting after {2 * LIMIT:g} seconds")
    if errors:
        raise errors[0]
