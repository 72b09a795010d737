"""How a contract runs its cases and tells what came of them."""

import asyncio
import threading
from functools import partial

import pytest

from eventlab.contracts import Broken, Contract, Stop, in_threads, raises, run_apart, same

lift = Contract("lift")


@lift.case(core=True)
def rises(make):
    """A lift
    rises."""
    same(make()["rises"], True, "whether it rises")


@lift.case(needs=["doors"])
def opens(make):
    """Its doors open."""
    same(make()["doors"], "open", "the doors")


@lift.case()
async def calls(make):
    """It comes when it is called."""
    await asyncio.sleep(0)
    same(make()["calls"], 1, "the calls it answered")


GOOD = {"rises": True, "doors": "open", "calls": 1}


def told(report):
    return [(result.case.name, result.verdict, result.reason) for result in report]


def test_what_keeps_every_promise_holds():
    report = lift.check(lambda: GOOD)
    assert report.holds
    assert [verdict for _, verdict, _ in told(report)] == ["holds"] * 3


def test_a_broken_promise_comes_with_what_was_expected_and_what_was_found():
    report = lift.check(lambda: GOOD | {"doors": "shut", "calls": 0})
    assert not report.holds
    assert told(report) == [
        ("rises", "holds", ""),
        ("opens", "broken", "the doors: expected 'open', found 'shut'"),
        ("calls", "broken", "the calls it answered: expected 1, found 0"),
    ]


def test_a_report_reads_as_a_list_of_promises():
    report = lift.check(lambda: GOOD | {"calls": 0}, features=[])
    assert repr(report).splitlines() == [
        "holds     A lift rises.",
        "left out  Its doors open.",
        "          needs doors",
        "broken    It comes when it is called.",
        "          the calls it answered: expected 1, found 0",
        "1 hold, 1 broken, 1 left out",
    ]


def test_only_the_core_or_only_what_was_named_can_be_run():
    assert [result.case.name for result in lift.check(lambda: GOOD, core=True)] == ["rises"]
    named = lift.check(lambda: GOOD, only=["calls", "opens"])
    assert [result.case.name for result in named] == ["opens", "calls"]
    with pytest.raises(ValueError, match="the lift contract has no case 'falls'"):
        lift.check(lambda: GOOD, only=["rises", "falls"])


def test_nothing_holds_where_nothing_was_run():
    assert not lift.check(lambda: GOOD, only=["opens"], features=[]).holds
    assert not Contract("empty").check(dict).holds


def boom(error):
    contract = Contract("boom")

    @contract.case()
    def case(make):
        """It does not raise."""
        raise error

    return contract


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError("no stock"), "ValueError: no stock"),
        (Broken("the order: ..."), "the order: ..."),
        (Stop("x"), "Stop: x"),
        (asyncio.CancelledError("x"), "CancelledError: x"),
        (ExceptionGroup("2", [ExceptionGroup("1", [KeyError("k")])]), "KeyError: 'k'"),
        (ExceptionGroup("1", [Broken("in a handler")]), "in a handler"),
        (BaseExceptionGroup("1", [Stop("x")]), "Stop: x"),
    ],
)
def test_whatever_a_wrong_implementation_raises_breaks_the_case_and_no_more(error, reason):
    assert told(boom(error).check(dict)) == [("case", "broken", reason)]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_ctrl_c_during_a_run_is_not_taken_for_a_broken_promise(error):
    with pytest.raises(error):
        boom(error()).check(dict)


def test_a_case_without_a_promise_is_refused():
    with pytest.raises(ValueError, match="the case silent has no docstring"):

        @lift.case()
        def silent(make): ...


def test_async_cases_run_also_where_a_loop_is_running():
    async def notebook():
        return lift.check(lambda: GOOD)

    assert asyncio.run(notebook()).holds


def test_what_is_run_apart_raises_here():
    async def work():
        raise ValueError("apart")

    with pytest.raises(ValueError, match="apart"):
        run_apart(work())


def test_raises_returns_the_error_or_says_what_was_missing():
    assert raises(KeyError, {}.__getitem__, "x").args == ("x",)
    with pytest.raises(Broken, match=r"^get was expected to raise KeyError, and did not$"):
        raises(KeyError, {}.get, "x")
    with pytest.raises(Broken, match=r"^get was expected to raise KeyError, and did not$"):
        raises(KeyError, partial({}.get, "x"))
    with pytest.raises(ZeroDivisionError):
        raises(KeyError, lambda: 1 / 0)


def fail():
    raise ValueError("in a thread")


def test_what_a_thread_raises_is_raised_here_and_a_stuck_thread_is_reported(monkeypatch):
    with pytest.raises(ValueError, match="in a thread"):
        in_threads([lambda: None, fail])
    monkeypatch.setattr("eventlab.contracts.LIMIT", 0.01)
    gate = threading.Event()
    with pytest.raises(Broken, match=r"still waiting after 0\.02 seconds"):
        in_threads([gate.wait])
    gate.set()
