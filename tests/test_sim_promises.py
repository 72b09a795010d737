"""The simulator keeps its promises; the checks are those that every planted bug must fail."""

import pytest
from simulator_checks import CHECKS


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
def test_the_simulator_promises_that(check):
    check()
