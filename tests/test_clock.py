"""Time as an argument: what waits on a virtual clock wakes when it is told to, and no sooner."""

import asyncio
import threading
import time

import pytest

from eventlab import SystemClock, VirtualClock
from eventlab.contracts import in_threads


class Sleepers:
    """Threads that wait on a clock, one by one, and note when they are woken."""

    def __init__(self, clock):
        self.clock, self.woken, self.threads = clock, [], []

    def sleep(self, seconds):
        def run():
            self.clock.wait(seconds)
            self.woken.append((seconds, self.clock.now()))

        before = self.clock.waiting
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        until(lambda: self.clock.waiting > before)
        self.threads.append(thread)
        return thread

    def join(self):
        for thread in self.threads:
            thread.join(timeout=10)
            assert not thread.is_alive()


def until(condition):
    deadline = time.monotonic() + 10
    never = threading.Event()
    while not condition():
        assert time.monotonic() < deadline
        never.wait(0.001)


def test_the_system_clock_reads_the_seconds_since_1970():
    assert abs(SystemClock().now() - time.time()) < 60


def test_the_system_clock_returns_at_once_when_there_is_nothing_to_wait_for(monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda seconds: pytest.fail(f"slept {seconds} s"))
    SystemClock().wait(0)
    SystemClock().wait(-5)


def test_the_system_clock_waits_as_long_as_it_is_told(monkeypatch):
    slept = []
    monkeypatch.setattr(time, "sleep", slept.append)
    SystemClock().wait(0.25)
    assert slept == [0.25]


def test_a_virtual_clock_stands_still_until_it_is_moved():
    clock = VirtualClock(start=100.0)
    assert [clock.now(), clock.now()] == [100.0, 100.0]
    clock.advance(2.5)
    clock.advance(0)
    assert clock.now() == 102.5


@pytest.mark.parametrize("seconds", [-1, -0.001, float("nan"), float("-inf")])
def test_time_does_not_run_backwards(seconds):
    clock = VirtualClock(start=7.0)
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(seconds)
    assert clock.now() == 7.0


def test_ten_times_a_tenth_of_a_second_is_a_second():
    clock = VirtualClock()
    sleepers = Sleepers(clock)
    sleepers.sleep(1.0)
    for _ in range(10):
        clock.advance(0.1)
    sleepers.join()
    assert sleepers.woken == [(1.0, 1.0)]


def test_what_is_shorter_than_a_nanosecond_does_not_count():
    clock = VirtualClock()
    clock.advance(1.0000000004)
    assert clock.now() == 1.0


def test_a_thread_waits_until_its_time_has_come():
    clock = VirtualClock()
    sleepers = Sleepers(clock)
    early, late = sleepers.sleep(10), sleepers.sleep(30)
    clock.advance(9.999)
    assert (clock.waiting, early.is_alive(), late.is_alive()) == (2, True, True)
    clock.advance(5)
    early.join(timeout=10)
    assert sleepers.woken == [(10, 14.999)]
    assert clock.waiting == 1
    clock.advance(30)
    sleepers.join()
    assert sleepers.woken == [(10, 14.999), (30, 44.999)]
    assert clock.waiting == 0


@pytest.mark.parametrize("seconds", [0, -3])
def test_nobody_waits_for_what_is_now_or_past(seconds):
    clock = VirtualClock()
    in_threads([lambda: clock.wait(seconds)])
    asyncio.run(asyncio.wait_for(clock.wait_async(seconds), timeout=10))
    assert (clock.now(), clock.waiting) == (0.0, 0)


def test_a_loop_that_was_closed_does_not_keep_others_from_waking():
    clock = VirtualClock()
    loop = asyncio.new_event_loop()
    task = loop.create_task(clock.wait_async(1))
    loop.run_until_complete(asyncio.sleep(0))
    sleepers = Sleepers(clock)
    sleepers.sleep(2)
    loop.close()
    clock.advance(2)
    sleepers.join()
    assert sleepers.woken == [(2, 2.0)]
    task._log_destroy_pending = False  # left pending on purpose
