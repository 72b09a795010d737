"""`start.py soak mutation` tells what the tests of a tiny made-up module notice, and what not."""

import multiprocessing
import os
import sys
from dataclasses import replace

import pytest

pytest.importorskip("mutmut", reason="libcst has no wheel for this system")

from tests.mutation import lessons
from tests.mutation.mutants import mutants
from tests.mutation.run import Known, examine
from tests.mutation.targets import FILES
from tests.mutation.trial import GIGABYTES, ROOT, Job, Outcome, apart, run

SOURCE = '''"""Some greetings."""

class Greeter:
    def greet(self, name: str = "you") -> str:
        """Greet somebody."""
        ...


TIMES: "int" = 2


def greeting(name):
    """Greet somebody."""
    if name is None:
        return "hello"
    return name * TIMES


def unused():
    return 1
'''
TESTS = """
from made_up import greeting

def test_somebody_is_greeted_twice():
    assert greeting("me") == "meme"

def test_nobody_is_greeted():
    assert greeting(None)
"""
SURVIVORS = {
    ("greeting", 'return "hello"', 'return "XXhelloXX"'),
    ("greeting", 'return "hello"', 'return "HELLO"'),
    ("unused", "return 1", "return 2"),
}


@pytest.fixture
def job(tmp_path):
    (tmp_path / "made_up.py").write_text(SOURCE)
    (tmp_path / "test_made_up.py").write_text(TESTS)
    return Job("made_up", SOURCE, ("test_made_up.py",), root=tmp_path)


def listed(*reasons, survivors=SURVIVORS):
    keys = ("inside", "was", "now")
    return [
        dict(zip(keys, survivor, strict=True)) | reason
        for survivor, reason in zip(sorted(survivors), reasons, strict=True)
    ]


def test_every_mutant_is_made_once_and_none_where_only_a_reader_looks():
    found = [(mutant.inside, mutant.was, mutant.now) for mutant in mutants(SOURCE)]
    assert set(found) == SURVIVORS | {
        ("", 'TIMES: "int" = 2', 'TIMES: "int" = 3'),
        ("", 'TIMES: "int" = 2', 'TIMES: "int" = None'),
        ("greeting", "if name is None:", "if name is not None:"),
        ("greeting", "return name * TIMES", "return name / TIMES"),
    }
    assert len(found) == len(set(found))


def test_sql_in_other_letters_is_the_same():
    found = {mutant.now for mutant in mutants('first = "SELECT 1"\nsecond = "Selected"\n')}
    assert 'first = "XXSELECT 1XX"' in found
    assert 'first = "select 1"' not in found
    assert 'second = "selected"' in found


def test_every_primitive_has_tests_that_may_notice_a_mistake_in_it():
    primitives = {path.stem for path in (ROOT / "eventlab").glob("*.py") if path.stem[0] != "_"}
    assert set(FILES) == primitives
    for file in (file for files in FILES.values() for file in files):
        assert (ROOT / file).exists(), file


def test_a_larger_choice_of_mutants_holds_a_smaller_one():
    few, more = ({mutant.source for mutant in mutants(SOURCE, most)} for most in (3, 5))
    assert few < more


def test_a_change_of_several_lines_is_told_whole():
    source = "def f(a):\n    return print(\n        a,\n        end=a,\n    )\n"
    changes = {(mutant.was, mutant.now) for mutant in mutants(source)}
    assert ("end=a,", "end=None,") in changes
    assert all(mutant.lines == range(2, 6) for mutant in mutants(source))
    for mutant in mutants(source):
        compile(mutant.source, "mutant", "exec")


def test_what_a_test_notices_is_killed_and_the_rest_is_to_be_mended(job):
    tally = examine(job, Known([]), None, 2)
    assert (tally.made, tally.killed) == (7, 4)
    assert len(tally.faults) == len(SURVIVORS)
    for inside, was, now in SURVIVORS:
        assert f"inside = '{inside}'\nwas = '{was}'\nnow = '{now}'" in tally.faults


def test_a_listed_survivor_is_no_fault_and_an_equivalent_one_does_not_count(job):
    reasons = [{"equivalent": "a"}, {"equivalent": "b"}, {"open": "c"}]
    tally = examine(job, Known(listed(*reasons)), None, 2)
    assert tally.faults == []
    assert tally.rate == 4 / 5


def test_an_entry_that_nothing_survives_as_is_a_fault(job):
    more = {*SURVIVORS, ("unused", "return 1", "return 3")}
    tally = examine(job, Known(listed(*[{"open": "a"}] * 4, survivors=more)), None, 2)
    [fault] = tally.faults
    assert fault == "listed, and does not survive: unused: return 1 -> return 3"


@pytest.mark.parametrize("reason", [{}, {"open": " "}, {"open": "a", "equivalent": "b"}])
def test_an_entry_has_one_reason(reason):
    with pytest.raises(ValueError, match="must hold a reason"):
        Known([{"inside": "", "was": "a", "now": "b", **reason}])


def test_tests_that_fail_without_a_change_prove_nothing(job):
    (job.root / "test_made_up.py").write_text("def test_it():\n    assert False\n")
    [fault] = examine(job, Known([]), None, 2).faults
    assert fault == "test_made_up.py::test_it: the tests fail without any change"


def test_tests_of_something_else_prove_nothing(job):
    (job.root / "test_made_up.py").write_text("def test_it():\n    assert True\n")
    [fault] = examine(job, Known([]), None, 2).faults
    assert fault == "no test imports made_up"


def test_what_is_wrong_with_the_trial_itself_kills_no_mutant(job):
    (job.root / "test_made_up.py").write_text("")
    with pytest.raises(RuntimeError, match="NO_TESTS_COLLECTED"):
        apart(run, job, False, timeout=60)
    with pytest.raises(RuntimeError, match="missing 1 required positional argument"):
        apart(run, job, timeout=60)


EXERCISE = """
# %%
class Counter:
    def __init__(self):
        self.count = 0

    def more(self):
        # SOLUTION
        self.count += 1
        # STUB
        # raise NotImplementedError
        # END

# %%
# SOLUTION
Counter().count + 1
# STUB
# # Counter().count + 1
# END
"""


def test_of_an_exercise_only_the_solutions_are_mutated():
    found = {mutant.now for mutant in lessons.solutions(EXERCISE)}
    assert found == {"self.count += 2", "self.count -= 1", "self.count = 1"}


def test_the_checks_of_a_lesson_judge_the_mutants_of_its_solutions():
    tally = lessons.examine("00_start_here", Known([]), None, 2)
    assert tally.made == tally.killed > 0
    assert tally.faults == []


def endless(tell):
    while True:
        pass


def leave(tell):
    os._exit(0)


@pytest.mark.parametrize(
    ("work", "timeout", "why"),
    [
        (endless, 0.1, "it does not end"),
        (leave, 60, "it ended its process, or a test did not end"),
    ],
)
def test_a_mutant_that_does_not_come_back_is_killed(work, timeout, why):
    assert apart(work, timeout=timeout) == Outcome(False, why)
    assert not multiprocessing.active_children()


def test_a_test_that_does_not_end_kills_the_mutant(job):
    stuck = SOURCE.replace('return "hello"', "while True: pass")
    limited = replace(job, source=stuck, tests={"test_made_up.py::test_nobody_is_greeted": 0.1})
    assert not apart(run, limited, False, timeout=600).passed


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory may have no limit")
def test_a_mutant_that_wants_all_the_memory_is_killed(job):
    greedy = replace(job, source=f"{SOURCE}\nbytearray({GIGABYTES << 30})\n")
    outcome = apart(run, greedy, False, timeout=60)
    assert outcome == Outcome(False, "test_made_up.py, when it is imported")


def test_it_works_where_no_process_can_be_forked(job, monkeypatch):
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    assert apart(run, job, False, timeout=60).passed
    wrong = Job("made_up", SOURCE.replace("2", "3"), job.files, root=job.root)
    outcome = apart(run, wrong, False, timeout=60)
    assert outcome == Outcome(False, "test_made_up.py::test_somebody_is_greeted_twice")
