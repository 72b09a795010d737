"""How long an event that failed has to wait: backoff, jitter and a budget."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlab import Consumer, Event, MemoryQueue, Retry, VirtualClock
from eventlab.contracts import in_threads


@given(attempt=st.integers(1, 5000), base=st.floats(0, 10), seed=st.integers(0, 99))
def test_a_delay_lies_between_nothing_and_the_doubled_base_under_the_cap(attempt, base, seed):
    delay = Retry(base=base, cap=60.0, seed=seed).delay(attempt, 0.0)
    assert 0 <= delay <= min(60.0, base * 2 ** min(attempt - 1, 1000))


def test_delays_are_spread_over_the_whole_range_so_that_those_who_failed_together_come_apart():
    retry = Retry(base=8.0, cap=60.0, budget=10_000, seed=1)
    eighths = Counter(int(retry.delay(3, 0.0) // 4) for _ in range(8_000))
    assert sorted(eighths) == list(range(8)), "0 to 32 seconds, in steps of 4"
    assert all(800 < count < 1_200 for count in eighths.values())


def test_a_seed_makes_the_same_delays_again():
    one, other = Retry(seed=7), Retry(seed=7)
    assert [one.delay(n, 0.0) for n in range(1, 9)] == [other.delay(n, 0.0) for n in range(1, 9)]


def test_beyond_the_budget_nobody_comes_back_before_half_the_cap():
    retry = Retry(base=0.0, cap=60.0, budget=5, window=10.0, seed=1)
    delays = [retry.delay(1, now=100.0 + number) for number in range(9)]
    assert delays[:5] == [0.0] * 5
    assert all(30.0 <= delay <= 60.0 for delay in delays[5:])
    assert len(set(delays[5:])) == 4, "and not all at once"


def test_the_budget_comes_back_as_the_window_moves_on():
    retry = Retry(base=0.0, cap=60.0, budget=2, window=10.0)
    early = [retry.delay(1, now) == 0.0 for now in (0.0, 5.0, 9.0, 10.0, 14.0, 15.0)]
    assert early == [True, True, False, True, False, True]


def test_a_budget_of_nothing_means_that_every_retry_is_late():
    assert Retry(base=0.0, cap=60.0, budget=0, window=0.5).delay(1, 0.0) >= 30.0


def test_by_default_a_process_has_sixty_early_retries_a_minute():
    retry = Retry(seed=1)
    delays = [retry.delay(1, now) for now in [0.0] * 61 + [59.0, 60.0]]
    assert 0.5 < max(delays[:60]) <= 1.0
    assert [30.0 <= delay <= 60.0 for delay in delays[60:]] == [True, True, False]


def test_threads_share_one_budget():
    retry, delays = Retry(base=0.0, cap=60.0, budget=100), []
    in_threads([lambda: delays.extend(retry.delay(1, 0.0) for _ in range(50))] * 4)
    assert sum(delay == 0.0 for delay in delays) == 100


@pytest.mark.parametrize("wrong", [
    {"base": -1.0}, {"base": 61.0}, {"cap": float("inf")}, {"base": float("nan")},
    {"budget": -1}, {"window": 0.0}, {"window": float("nan")},
])  # fmt: skip
def test_settings_that_make_no_sense_are_refused(wrong):
    with pytest.raises(ValueError, match=r"base|budget"):
        Retry(**wrong)


def test_base_and_cap_may_be_the_same_so_that_no_delay_grows():
    retry = Retry(base=8.0, cap=8.0, budget=1_000, seed=1)
    assert max(retry.delay(attempt, 0.0) for attempt in range(1, 1_000)) <= 8.0


def test_an_outage_uses_the_budget_up_and_the_retries_thin_out():
    """100 events fail for a minute: with a budget the broken service is asked far less often."""

    def calls(budget):
        queue = MemoryQueue(max_attempts=10_000, clock=(clock := VirtualClock()))
        queue.put_many([Event("Paid", id=str(number)) for number in range(100)])
        asked = []
        retry = Retry(base=1.0, cap=600.0, budget=budget, seed=1)
        consumer = Consumer(queue, lambda event: asked.append(1 / 0), retry=retry, clock=clock)
        attempts = 0
        for _ in range(60):
            attempts += consumer.run()["failed"]
            clock.advance(1.0)
        return attempts

    assert calls(budget=10) < 200 < 400 < calls(budget=1_000_000)
