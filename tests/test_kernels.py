"""A kernel whose port was taken by somebody else is started again, and not for ever."""

import nbval.kernel
import pytest

from conftest import STARTS, again


def dies(times):
    starts = []

    def start(name):
        starts.append(name)
        if len(starts) <= times:
            raise RuntimeError("Kernel died before replying to kernel_info")
        return "manager", "client"

    return start, starts


@pytest.mark.parametrize("times", range(STARTS))
def test_a_kernel_that_dies_at_its_start_is_started_again(times):
    start, starts = dies(times)
    assert again(start)("python3") == ("manager", "client")
    assert starts == ["python3"] * (times + 1)


def test_one_that_always_dies_is_told():
    start, starts = dies(99)
    with pytest.raises(RuntimeError, match="Kernel died"):
        again(start)("python3")
    assert len(starts) == STARTS


def test_the_notebooks_are_tested_with_such_kernels():
    assert nbval.kernel.start_new_kernel.__wrapped__
