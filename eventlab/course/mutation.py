"""Tasks in which the learner writes the test: it must accept what is right and reject all mutants.

A lesson says what a test may meet, each in the words of what it does::

    task = Task("06-test", "test_inbox")
    grade_tests(
        task,
        right={"one that keeps its ids in a set": SetInbox, "one that keeps them in a table": Rows},
        mutants={"one that forgets all but the last id": OnlyLast},
    )

What is handed in is a function that takes an implementation and asserts, `async` or not, or a list
of such functions; or, where the implementations are functions, a list of cases `(argument, ...,
result)`. An async test runs in virtual time.
"""

import asyncio
import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from eventlab.course.grading import Failure, Mistake, Task, crash
from eventlab.course.telling import show, step, stub_in
from eventlab.sim.loop import VirtualLoop

RUNS = 3  # of each right implementation, so that a test that depends on chance shows
Trial = tuple[str, Callable[[Any], object]]  # how it is told, and what runs it on an implementation

REJECTS_RIGHT = Mistake(
    "rejects-what-is-right",
    "The test demands something that the task does not promise, or is mistaken itself.",
    "that line: would every right implementation do so, also one unlike yours?",
)
DEPENDS_ON_CHANCE = Mistake(
    "not-the-same-twice",
    "The same implementation passed a moment ago: the test depends on chance, time, or leftovers.",
    "what differs between two runs of the test: make each begin from nothing.",
)
ACCEPTS_ALL = Mistake(
    "accepts-everything",
    "It accepts every wrong implementation that there is, so nobody can learn anything from it.",
    "the `assert`: is there one, and does it ask for what the task promises?",
)
RETURNS = Mistake(
    "returns-instead-of-asserting",
    "What a test returns is looked at by nobody; it says no by an exception.",
    "the `return` line: write `assert` in its place.",
)
LETS_THROUGH = Mistake(
    "lets-a-mutant-through",
    "Your test passes with an implementation that is wrong.",
    "what that one does differently: which calls would show it?",
)


def grade_tests(task: Task, *, right: Mapping[str, Any], mutants: Mapping[str, Any]) -> None:
    """Add the checks of a task whose hand-in is a test.

    Args:
        task: the task; its name is what the test is called.
        right: right implementations, unlike each other, by what is special about them.
        mutants: wrong ones, by what they do: "one that forgets all but the last id". Each must come
            to an end: a test that runs into a loop is stopped, and has not rejected it.
    """

    @task.shape
    def is_a_test(thing: Any) -> None:
        """You hand in a test: a function of one argument, or a list of tests or cases."""
        list(_trials(task.name, thing))

    @task.behaviour
    def accepts_what_is_right(thing: Any) -> None:
        """Your test accepts every right implementation."""
        for words, implementation in right.items():
            for run in range(RUNS):
                if run == 0:
                    step(f"{task.name}: {words}")
                for told, trial in _trials(task.name, thing):
                    if error := _objection(trial, implementation):
                        mistake = DEPENDS_ON_CHANCE if run else REJECTS_RIGHT
                        happened = f"{told}: {crash(error).happened}"
                        raise Failure("no error: this one is right", happened, mistake)

    @task.edge
    def rejects_what_is_wrong(thing: Any) -> None:
        """Your test rejects every wrong implementation."""
        passed = []
        for words, implementation in mutants.items():
            step(f"{task.name}: {words}")
            if not any(_objection(run, implementation) for _, run in _trials(task.name, thing)):
                passed.append(words)
        if passed:
            mistake = LETS_THROUGH
            if len(passed) == len(mutants) > 1:
                mistake = RETURNS if _returns(task.name, thing, mutants) else ACCEPTS_ALL
            others = f" (and {len(passed) - 1} more)" if len(passed) > 1 else ""
            happened = f"it accepts {passed[0]}{others}"
            raise Failure("the test objects to each of these", happened, mistake)


def _returns(name: str, thing: Any, mutants: Mapping[str, Any]) -> bool:
    trials = _trials(name, thing)
    return any(trial(mutant) is not None for _, trial in trials for mutant in mutants.values())


def _trials(name: str, thing: Any) -> Iterator[Trial]:
    """Take apart what was handed in.

    Raises:
        Failure: it is no test.
    """
    if isinstance(thing, (list, tuple)) and not thing:
        raise Failure("at least one case", "an empty list was handed in")
    for part in thing if isinstance(thing, (list, tuple)) else [thing]:
        if isinstance(part, tuple) and len(part) > 1 and thing is not part:
            yield _case(*part)
        elif callable(part) and not isinstance(part, type):
            yield _function(part)
        else:
            expected = f"{name}, a function that takes what it tests, or a list of cases"
            look = "the last line of your cell: it hands in the test itself, without ()."
            raise Failure(expected, f"{show(part)} was handed in", look=look)


def _function(test: Callable[[Any], Any]) -> Trial:
    called = getattr(test, "__name__", "the test")
    try:
        inspect.signature(test).bind(None)
    except TypeError:
        form = f"its form is {called}{inspect.signature(test)}"
        look = "the `def` line: the implementation to try comes in as the argument."
        raise Failure("a test takes one argument", form, look=look) from None

    def run(implementation: Any) -> object:
        outcome = test(implementation)
        return _completed(outcome) if asyncio.iscoroutine(outcome) else outcome

    return called, run


def _case(*case: Any) -> Trial:
    *arguments, result = case

    def run(implementation: Any) -> None:
        found = implementation(*arguments)
        if found != result or type(found) is not type(result):
            raise AssertionError(f"{show(result)} is expected, and {show(found)} comes back")

    return f"case ({', '.join(map(show, case))})", run


def _completed(test: Any) -> object:
    loop = VirtualLoop()
    try:
        return loop.complete(test)
    finally:
        loop.finish(cancel=True)


def _objection(trial: Callable[[Any], object], implementation: Any) -> BaseException | None:
    """Return what a test says against an implementation: any error, as in a test runner."""
    try:
        trial(implementation)
    except Exception as error:
        if stub_in(error):
            raise
        return error
    except BaseException as error:
        if type(error).__module__ == "_pytest.outcomes" and type(error).__name__ == "Failed":
            return error  # pytest.raises met no exception
        raise
    return None
