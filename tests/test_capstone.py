"""The capstone: its solution under many seeds, its wrong systems, the figure's bottleneck."""

import ast
import importlib
import re
import sys
from types import ModuleType

import pytest
from crash import soak

from eventlab.course.content import LESSONS
from eventlab.course.source import cut
from eventlab.sim import explore

FOLDER = LESSONS / "14_capstone_social_feed"
CHECKS = "eventlab.lessons.14_capstone_social_feed.checks"
FAULTS = ["crash", "crash at end", "error", "lost", "ack lost", "lease", "meanwhile", "late 90"]


def run(text, name):
    """Run a script as a module of its own, so that the simulator finds what its code refers to."""
    module = ModuleType(name)
    sys.modules[name] = module
    exec(compile(text, f"{name}.py", "exec"), module.__dict__)
    return module


@pytest.fixture(scope="module")
def solution():
    text = cut((FOLDER / "exercise.py").read_text(encoding="utf-8"), "solution", "exercise.py")
    yield run(re.sub(r"^(check|hint)\(.*\)$", "", text, flags=re.MULTILINE), "capstone_solution")
    del sys.modules["capstone_solution"]


@pytest.fixture(scope="module")
def lesson():
    """What the lesson defines for its numbers and its load figure."""
    cells = re.split(r"^# %%.*\n", (FOLDER / "lesson.py").read_text(encoding="utf-8"), flags=re.M)
    wanted = re.compile(r"^(import|come =|def serve|def load|def split)", re.MULTILINE)
    tree = ast.parse("\n".join(cell for cell in cells if wanted.search(cell)))
    tree.body = [part for part in tree.body if not isinstance(part, ast.Expr)]  # nothing to show
    tree.body = [part for part in tree.body if "predict(" not in ast.unparse(part)]
    yield run(ast.unparse(tree), "capstone_lesson")
    del sys.modules["capstone_lesson"]


@pytest.mark.soak
def test_the_reference_solution_holds_its_invariants_for_a_thousand_seeds(solution):
    network = importlib.import_module(f"{CHECKS}.network")
    world = network.network_world(solution.Network, network.COMMANDS)
    report = explore(world, copies=3, faults=FAULTS, most=8, seeds=soak(1_000))
    assert not report.failure, repr(report.failure)
    assert not report.not_exercised
    assert report.schedules == soak(1_000)


def test_at_least_ten_wrong_systems_are_rejected_by_name():
    messages = {
        path.stem.partition("--")[0]: path.read_text(encoding="utf-8")
        for path in (FOLDER / "mutants" / "14-feed").glob("*.txt")
    }
    assert len(messages) >= 10
    assert all(f"Known as {name}:" in message for name, message in messages.items())


def test_one_consumer_is_the_bottleneck_that_the_figure_shows(lesson):
    shown = lesson.load(1).title
    assert re.search(r"9\.\d/s are done: the queue grows by 3\d\.\d/s", shown)
    assert "never more than" in lesson.load(8).title
    assert "the queue grows" in lesson.load(8, by_author=True, hot=0.3).title


def test_each_number_of_consumers_breaks_the_other_promise(lesson):
    assert lesson.broken(*lesson.serve(1)) == ["in time"]
    assert lesson.broken(*lesson.serve(8)) == ["in order"]
    assert lesson.broken(*lesson.serve(8, True)) == []
    for consumers in (8, 16, 32):
        assert lesson.broken(*lesson.serve(consumers, True, 0.3)) == ["in time"]


def test_a_hot_key_that_is_split_is_in_time(lesson):
    assert lesson.split(8) < 2 < lesson.split(4)
