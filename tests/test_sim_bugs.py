"""A bug in the simulator makes one of its own checks fail: each is planted once."""

import importlib
import pkgutil

import pytest
import simulator_bugs
from simulator_checks import CHECKS

BUGS = [module.name for module in pkgutil.iter_modules(simulator_bugs.__path__)]


@pytest.mark.parametrize("name", BUGS)
def test_a_bug_in_the_simulator_is_noticed(name, monkeypatch):
    bug = importlib.import_module(f"simulator_bugs.{name}")
    check = CHECKS[bug.CAUGHT_BY]
    check()
    bug.plant(monkeypatch)
    with pytest.raises(AssertionError):
        check()


def test_the_four_bugs_that_a_simulator_must_not_have_are_among_them():
    assert {
        "fault_never_fires",
        "duplicate_not_delivered",
        "crash_forgets_nothing",
        "dead_consumer_acts",
    } <= {*BUGS}
