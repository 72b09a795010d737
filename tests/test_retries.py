"""Retries against a service with a bound: what comes again, when, and what that adds up to."""

import numpy as np
import pytest

from eventlab import Retry
from eventlab.figures import retries_under_load
from eventlab.sim import simulate_retries
from eventlab.sim.load import simulate
from eventlab.sim.workload import poisson

STEADY = poisson(12, 700, seed=8)[:, 0]


class After:
    """A retry that always chooses the same delay, and notes what it was asked."""

    def __init__(self, seconds):
        self.seconds, self.asked = seconds, []

    def delay(self, attempt, now):
        self.asked.append((attempt, now))
        return self.seconds


def calls(retry, arrivals=STEADY, **settings):
    return simulate_retries(arrivals, retry, **{"rate": 10, "bound": 20, "seconds": 50} | settings)


def test_without_a_second_attempt_it_is_a_queue_that_sheds():
    load = calls(retry := After(1), attempts=1, seconds=1000)
    plain = simulate(STEADY, np.full(700, 0.1), bound=20, policy="shed")
    for name in ("arrived", "entered", "taken", "finished"):
        np.testing.assert_array_equal(getattr(load, name), getattr(plain, name))
    assert retry.asked == []


def test_who_is_refused_comes_again_after_the_delay_until_the_attempts_are_used_up():
    load = calls(retry := After(0.04), [0.0, 0.0, 0.0], bound=1, rate=1, attempts=3)
    came = [float(at) for at in load.arrived[load.dropped]]
    assert came == pytest.approx([0, 0.04, 0.08])
    assert [attempt for attempt, _ in retry.asked] == [1, 2]


def test_nothing_is_looked_at_after_the_last_second():
    assert calls(After(3.0), [0.0] * 30, seconds=2).arrived.max() == 0.0


def test_a_crowd_with_jitter_is_done_earlier_than_one_that_keeps_together():
    """The lesson says so; the delays without jitter are those of its own first policy."""

    class Together:
        def delay(self, attempt, now):
            return 2.0 ** (attempt - 1)

    done = [
        calls(retry, [0.0] * 100, bound=10, attempts=9).done(20)[0, 0]
        for retry in (Together(), Retry(seed=8, budget=10**6))
    ]
    assert done[0] < 60 < 95 < done[1]


def test_under_sustained_overload_retries_add_calls_and_nothing_is_done_more_often():
    none, many, few = (
        calls(retry, attempts=attempts)
        for retry, attempts in [(After(1), 1), (Retry(seed=8, budget=10**6), 5), (Retry(seed=8), 5)]
    )
    for load in (none, many, few):
        assert load.done(50)[0, 0] == pytest.approx(497, abs=5)
    assert len(many.arrived) > 2 * len(none.arrived)
    assert len(few.arrived) < 1.25 * len(none.arrived)


@pytest.mark.parametrize("rate", [11, 12, 13, 14])
@pytest.mark.parametrize("budget", [9999, 60])
def test_the_picture_of_the_lesson_shows_the_same_for_every_rate_above_what_can_be_done(
    rate, budget
):
    picture = retries_under_load([n / rate for n in range(1000)], Retry(budget=budget, seed=8))
    arrive = float(picture.title.split()[0])
    assert "10.0/s are done" in picture.title
    assert arrive > 1.5 * rate if budget == 9999 else arrive < 1.2 * rate
