"""Queues under load: what is simulated agrees with theory, and with a simulation event by event."""

import heapq
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlab.sim.erlang import (
    erlang_b,
    erlang_c,
    mean_wait,
    response_percentile,
    response_tail,
)
from eventlab.sim.load import Station, simulate
from eventlab.sim.workload import constant, exponential, hot_keys, interval, mean_waits, poisson

# Against theory. How many events are counted, in thousands, and how many come before: so many
# that the half-width is within 2 % for all twelve at once.
COUNTED = {
    (1, 0.5): 1.2, (2, 0.5): 1.9, (4, 0.5): 4.2, (8, 0.5): 15.5,
    (1, 0.7): 2.0, (2, 0.7): 2.7, (4, 0.7): 5.3, (8, 0.7): 8.4,
    (1, 0.9): 16.0, (2, 0.9): 18.5, (4, 0.9): 20.5, (8, 0.9): 21.0,
}  # fmt: skip
WARM_UP = {0.5: 200, 0.7: 600, 0.9: 3000}
EACH = 1 - 0.01 / len(COUNTED)  # then all twelve hold with 99 % (Bonferroni)


def estimate(consumers, utilisation, **services):
    waits = mean_waits(
        consumers,
        utilisation,
        events=round(COUNTED[consumers, utilisation] * 1000),
        runs=1000,
        warm_up=WARM_UP[utilisation],
        seed=consumers,
        **services,
    )
    return interval(waits, EACH)


@pytest.mark.parametrize("utilisation", WARM_UP)
@pytest.mark.parametrize("consumers", [1, 2, 4, 8])
def test_mean_waits_are_those_of_theory_to_two_percent(consumers, utilisation):
    expected = mean_wait(consumers, consumers * utilisation)
    found = estimate(consumers, utilisation)
    assert found.half_width <= 0.02 * expected
    assert found.holds(expected)


@pytest.mark.parametrize("utilisation", [0.5, 0.7])
def test_the_same_test_rejects_service_that_always_takes_the_same_time(utilisation):
    found = estimate(1, utilisation, services=constant)
    assert not found.holds(mean_wait(1, utilisation))
    assert found.holds(mean_wait(1, utilisation) / 2)  # Pollaczek and Khinchine: half of it


def test_erlangs_formulas_give_the_numbers_of_his_tables():
    assert erlang_b(5, 3.0) == pytest.approx(0.1101, abs=5e-5)
    assert erlang_c(5, 3.0) == pytest.approx(0.2362, abs=5e-5)
    assert erlang_c(1, 0.9) == pytest.approx(0.9)
    assert mean_wait(1, 9.0, 10.0) == pytest.approx(0.9)  # rho / (mu - lambda)


def test_more_than_the_consumers_can_do_has_no_mean_wait():
    with pytest.raises(ValueError, match=r"a load of 1\.2 on 1 consumers: .* grows without end"):
        mean_wait(1, 12.0, 10.0)


@pytest.mark.parametrize(("consumers", "rate"), [(1, 0.7), (2, 1.0), (2, 1.4), (8, 6.0)])
def test_percentiles_of_the_response_are_those_of_theory(consumers, rate):
    arrivals = poisson(rate, 3000, runs=400, seed=consumers)
    services = exponential(1.0, 3000, runs=400, seed=consumers)
    responses = simulate(arrivals, services, consumers=consumers).responses[600:]
    for share in (0.5, 0.99):
        expected = response_percentile(share, consumers, rate)
        assert response_tail(expected, consumers, rate) == pytest.approx(1 - share)
        per_run = np.quantile(responses, share, axis=0)
        assert np.quantile(responses, share) == pytest.approx(expected, rel=0.03)
        assert per_run.min() < expected < per_run.max()


def test_a_percentile_of_all_is_refused():
    with pytest.raises(ValueError, match="a share of 1: it must be from 0 to below 1"):
        response_percentile(1.0, 1, 0.5)


def test_arrivals_above_service_let_the_queue_grow_by_the_difference():
    arrivals = poisson(12.0, 900, runs=400, seed=1)
    services = exponential(10.0, 900, runs=400, seed=1)
    depth = simulate(arrivals, services).depth([10, 60])
    growth = interval((depth[1] - depth[0]) / 50, 0.99)
    assert growth.half_width < 0.1
    assert growth.holds(12.0 - 10.0)


def test_arrivals_below_service_do_not_let_it_grow():
    arrivals = poisson(8.0, 900, runs=400, seed=1)
    services = exponential(10.0, 900, runs=400, seed=1)
    depth = simulate(arrivals, services).depth([10, 60])
    assert interval((depth[1] - depth[0]) / 50, 0.99).holds(0.0)


# Against a simulation that moves from event to event, one at a time.


def one_by_one(arrivals, services, consumers, bound=None, policy="block", keys=None):
    """Return (entered, taken) of each event."""
    lanes = [0 if keys is None else key % consumers for key in keys or [0] * len(arrivals)]
    free = [consumers] if keys is None else [1] * consumers
    waiting = [[] for _ in free]
    outside, found, now = [], [(None, None)] * len(arrivals), 0.0
    happenings = [(arrived, 1, number) for number, arrived in enumerate(arrivals)]
    heapq.heapify(happenings)

    def let_in():
        while outside:
            number = outside[0]
            if bound is not None and len(waiting[lanes[number]]) >= bound:
                return
            outside.pop(0)
            found[number] = (now, None)
            waiting[lanes[number]].append(number)
            take(lanes[number])

    def take(lane):
        while waiting[lane] and free[lane]:
            number = waiting[lane].pop(0)
            free[lane] -= 1
            found[number] = (found[number][0], now)
            heapq.heappush(happenings, (now + services[number], 0, number))

    while happenings:
        now, is_arrival, number = heapq.heappop(happenings)
        lane = lanes[number]
        if not is_arrival:
            free[lane] += 1
            take(lane)
        elif policy == "shed" and bound is not None and len(waiting[lane]) >= bound:
            continue
        else:
            outside.append(number)
        let_in()
    return found


TIMES = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9)), min_size=1, max_size=30)


@given(
    times=TIMES,
    consumers=st.integers(1, 4),
    bound=st.none() | st.integers(1, 3),
    policy=st.sampled_from(["block", "shed"]),
    keyed=st.booleans(),
)
def test_it_is_what_a_simulation_event_by_event_finds(times, consumers, bound, policy, keyed):
    moments = np.cumsum([gap for gap, _ in times])
    arrivals = [
        float(moment + n / 1000) for n, moment in enumerate(moments)
    ]  # no two things at once
    services = [float(service) for _, service in times]
    keys = [number * 7 % 5 for number in range(len(times))] if keyed else None
    load = simulate(arrivals, services, consumers=consumers, bound=bound, policy=policy, keys=keys)
    expected = one_by_one(arrivals, services, consumers, bound, policy, keys)
    table = np.array(expected, dtype=float)
    np.testing.assert_allclose(load.entered[:, 0], table[:, 0])
    np.testing.assert_allclose(load.taken[:, 0], table[:, 1])
    np.testing.assert_allclose(load.finished[:, 0], table[:, 1] + services)


def test_runs_side_by_side_are_the_same_as_one_after_the_other():
    arrivals = poisson(2.0, 60, runs=5, seed=3)
    services = exponential(1.0, 60, runs=5, seed=3)
    keys = hot_keys(7, 0.4, 60, runs=5, seed=3)
    for policy in ("block", "shed"):
        options = {"consumers": 2, "bound": 3, "policy": policy}
        together = simulate(arrivals, services, keys=keys, **options)
        for run in range(5):
            alone = simulate(arrivals[:, run], services[:, run], keys=keys[:, run], **options)
            np.testing.assert_array_equal(together.taken[:, [run]], alone.taken)


# Bounds, policies, keys.


def test_a_bound_holds_back_producers_or_sheds_and_the_queue_is_never_longer():
    arrivals = poisson(12.0, 600, seed=2)
    services = exponential(10.0, 600, seed=2)
    times = np.linspace(0, 60, 500)
    for policy in ("block", "shed"):
        load = simulate(arrivals, services, bound=20, policy=policy)
        assert load.depth(times).max() == 20
        assert bool(load.dropped.any()) is (policy == "shed")
    blocked = simulate(arrivals, services, bound=20, policy="block")
    assert blocked.blocked(times).max() > 20
    assert blocked.done(times)[-1] == blocked.done([60])[0]
    shed = simulate(arrivals, services, bound=20, policy="shed")
    assert np.nanmax(shed.responses) < 6
    assert blocked.responses.max() > 2 * np.nanmax(shed.responses)
    assert shed.blocked(times).max() == 0


def test_what_is_shed_over_time_is_the_difference_of_the_rates():
    load = simulate(
        poisson(12.0, 4000, runs=100, seed=4),
        exponential(10.0, 4000, runs=100, seed=4),
        bound=50,
        policy="shed",
    )
    share = interval(load.dropped[1000:].mean(axis=0), 0.99)
    assert share.holds(2 / 12)


def test_a_hot_key_makes_one_consumer_late_whatever_the_others_do():
    arrivals = poisson(16.0, 2000, seed=5)
    services = exponential(4.0, 2000, seed=5)
    even = simulate(arrivals, services, consumers=8)
    keys = hot_keys(100, 0.5, 2000, seed=5)
    hot = simulate(arrivals, services, consumers=8, keys=keys)
    cold = keys[:, 0] % 8 != 0
    assert np.median(even.waits) < 0.1
    assert np.median(hot.waits[~cold]) > 10  # eight a second for a consumer that can do four
    assert np.median(hot.waits[cold]) < 0.5


def test_a_seed_gives_the_same_numbers_again_and_another_one_others():
    for draw in (poisson, exponential):
        assert np.array_equal(draw(2.0, 50, runs=3, seed=7), draw(2.0, 50, runs=3, seed=7))
        assert not np.array_equal(draw(2.0, 50, runs=3, seed=7), draw(2.0, 50, runs=3, seed=8))
    assert not np.array_equal(
        np.diff(poisson(1.0, 50, seed=7), axis=0), exponential(1.0, 50, seed=7)[1:]
    )
    assert all(a < b for a, b in pairwise(poisson(2.0, 50, seed=7)[:, 0]))


def test_an_interval_covers_as_often_as_it_says():
    random = np.random.default_rng(11)
    covered = [interval(random.exponential(3.0, 400), 0.9).holds(3.0) for _ in range(500)]
    assert 0.86 <= np.mean(covered) <= 0.94


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: Station(1, 0), "consumers=0, bound=None: each must be at least 1"),
        (lambda: Station(1, 1, bound=0), "consumers=1, bound=0: each must be at least 1"),
        (lambda: Station(1, 1, policy="drop"), "the policy is 'drop': there is 'block' and 'shed'"),
        (lambda: simulate([1, 2], [1]), r"arrivals are \(2, 1\) and services \(1, 1\)"),
        (lambda: simulate([2, 1], [1, 1]), "arrivals must be in order"),
        (lambda: simulate([1, 2], [1, -1]), "times must not be negative"),
        (lambda: hot_keys(1, 0.5, 10), "1 keys, and a share of 0.5"),
    ],
)
def test_a_station_that_makes_no_sense_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
