"""Tests that learners write are graded by what they accept and what they reject."""

import pytest
from made_up_checks import counters, squares

from eventlab.course import watching
from eventlab.course.grading import judge
from eventlab.course.sandbox import judge_apart
from eventlab.course.submissions import run
from eventlab.course.telling import MOST_LINES, WIDTH


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A machine that runs other tests as well may give a helper very little of itself."""
    monkeypatch.setattr(watching, "PATIENCE", 60.0)


CASES = [(3, 9), (-3, 9), (0, 0)]


def judged(source, task=squares):
    return judge(task, lambda: run(source, "a test")[task.name])


def one(test, task=squares):
    return judged(f"{'async ' if 'await' in test else ''}def {task.name}(it):\n    {test}", task)


@pytest.mark.parametrize(
    ("test", "mistake", "told"),
    [
        ("assert it(3) == 8", "rejects-what-is-right", "test_square, line 2: assert it(3) == 8"),
        ("assert it(3) == 9", "lets-a-mutant-through", "it accepts one that keeps the sign"),
        ("it(3)", "accepts-everything", "it accepts one that doubles (and 3 more)"),
        ("return it(-3) == 9", "returns-instead-of-asserting", "it accepts one that doubles"),
        (
            "vars(test_square).setdefault('runs', []).append(1)\n"
            "    assert len(test_square.runs) < 3",
            "not-the-same-twice",
            "assert len(test_square.runs) < 3",
        ),
        ("raise AssertionError", "rejects-what-is-right", "test_square, line 2"),
        ("assert callable", "accepts-everything", "one that doubles"),
        ("exit(0)", "ends-the-program", "SystemExit"),
    ],
)
def test_a_weak_test_is_told_what_it_lets_through_or_rejects(test, mistake, told):
    verdict = one(test)
    assert (verdict.outcome, verdict.mistake) == ("failed", mistake), verdict.message
    assert told in " ".join(verdict.message.split())
    lines = verdict.message.splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= WIDTH


@pytest.mark.parametrize(
    "test",
    [
        "assert it(3) == 9; assert it(-3) == 9",
        "import pytest\n    assert it(-3) == 9\n    with pytest.raises(TypeError): it('x')",
    ],
)
def test_a_test_must_meet_every_mutant(test):
    verdict = one(test)
    assert verdict.outcome == "failed"
    assert "it accepts one that has a largest number" in verdict.message


def test_a_test_that_is_right_passes():
    assert one("assert [it(n) for n in (3, -3, 1000)] == [9, 9, 10**6]").outcome == "passed"
    assert judged(f"test_square = {[*CASES, (1000, 10**6)]}").outcome == "passed"


def test_a_test_that_never_ends_is_stopped_and_says_with_which_implementation():
    source = "def test_square(it):\n    while it(3) == 9: pass"
    test = run(source, "a test")["test_square"]
    verdict = judge_apart("tests.made_up_checks", "00-squares", test)
    assert verdict.mistake == "never-ends", verdict.message
    assert "test_square: multiplies" in verdict.message


def test_a_list_of_cases_is_a_test():
    verdict = judged(f"test_square = {CASES}")
    assert "a largest number" in verdict.message
    weak = judged("test_square = [(3, 9)]")
    assert "it accepts one that keeps the sign" in weak.message
    wrong = judged("test_square = [(3, 8)]")
    assert wrong.mistake == "rejects-what-is-right"
    assert "case (3, 8): AssertionError: 8 is expected, and 9 comes back" in wrong.message


def test_a_list_of_functions_is_a_test_and_any_of_them_may_object():
    source = "def one(it): assert it(3) == 9\ndef other(it): assert it(-3) == 9\n"
    assert "a largest number" in judged(f"{source}test_square = [one, other]").message
    assert "keeps the sign" in judged(f"{source}test_square = [one]").message


@pytest.mark.parametrize(
    "source",
    ["test_square = []", "test_square = 9", "test_square = [3, 9]", "class test_square: pass",
     "def test_square(): assert True", "def test_square(a, b): assert True"],
)  # fmt: skip
def test_what_is_no_test_is_said_before_it_is_run(source):
    verdict = judged(source)
    assert (verdict.outcome, verdict.stage) == ("failed", "shape"), verdict.message


def test_a_stub_is_not_attempted():
    assert one("raise NotImplementedError").outcome == "not attempted"


RIGHT = "n = it()\n    assert [await n.add(x) for x in 'aba'] == [1, 2, 2]"


def test_an_async_test_runs_in_virtual_time_and_rejects_what_never_answers():
    assert one(RIGHT, counters).outcome == "passed"
    lazy = one("n = it(); assert await n.add('a') == 1", counters)
    assert "it accepts one that forgets all but the last id" in lazy.message


def test_in_the_helper_process_it_is_the_same():
    source = f"async def test_counter(it):\n    {RIGHT}"
    test = run(source, "a test")["test_counter"]
    verdict = judge_apart("tests.made_up_checks", "00-counters", test)
    assert verdict.outcome == "passed", verdict.message


def test_a_task_that_is_awaited_is_judged_like_any_other():
    bodies = {
        "return [await queue.get() for _ in range(2)]": ("passed", None),
        "return [queue.get() for _ in range(2)]": ("failed", None),
        "while True: await queue.get()": ("failed", "waits-for-ever"),
        "import asyncio\n    while True: await asyncio.sleep(0)": ("failed", "never-ends"),
        "raise NotImplementedError": ("not attempted", None),
    }
    for body, expected in bodies.items():
        drain = run(f"async def drain(queue):\n    {body}", "a coroutine")["drain"]
        verdict = judge_apart("tests.made_up_checks", "00-drain", drain)
        assert (verdict.outcome, verdict.mistake) == expected, verdict.message
