"""Latency is measured rightly, and its figure says what was measured and what theory says."""

import random

import numpy as np
import pytest
from chance import SEEDS, assert_legible

from eventlab.figures import latency_picture
from eventlab.sim import latency
from eventlab.sim.erlang import mean_wait, response_percentile
from eventlab.sim.latency import Estimate, Latency, measure_latency
from eventlab.sim.workload import constant

NUMBERS, SHARES = (1, 2, 4, 8), (0.1, 0.3, 0.5, 0.7, 0.8, 0.9)
ALL = 1 - 0.01 / (2 * len(NUMBERS) * len(SHARES))  # then all hold with 99 % (Bonferroni)


@pytest.mark.parametrize("consumers", NUMBERS)
@pytest.mark.parametrize("share", SHARES)
def test_mean_and_99th_percentile_are_those_of_theory(consumers, share):
    found = measure_latency(consumers, share, confidence=ALL)
    assert found.mean.holds(1 + mean_wait(consumers, consumers * share))
    assert found.high.holds(response_percentile(0.99, consumers, consumers * share))
    assert found.mean.high - found.mean.low < 0.3 * found.mean.value
    assert found.high.high - found.high.low < 0.6 * found.high.value


def test_the_same_test_rejects_service_that_always_takes_the_same_time(monkeypatch):
    monkeypatch.setattr(latency, "exponential", constant)
    found = measure_latency(1, 0.7, confidence=ALL)
    assert not found.mean.holds(1 + mean_wait(1, 0.7))
    assert not found.high.holds(response_percentile(0.99, 1, 0.7))


def test_an_interval_of_the_percentile_holds_it_as_often_as_it_says():
    """Runs whose events depend on each other: each run has a level of its own."""
    chance = np.random.default_rng(1)

    def drawn(runs: int) -> np.ndarray:
        return chance.standard_exponential((50, runs)) * chance.uniform(0.5, 2, runs)

    truth = np.quantile(drawn(400_000), 0.99)
    held = [latency._percentile(drawn(400), 0.99, 0.9).holds(float(truth)) for _ in range(300)]
    assert 0.85 < np.mean(held) < 0.95


def made_up(seed: int) -> list[Latency]:
    chance = random.Random(seed)
    numbers = chance.sample([1, 2, 3, 4, 8, 9, 16, 100], chance.randint(1, 4))
    shares = chance.sample(SHARES, chance.randint(1, 6))

    def near(value: float) -> Estimate:
        value *= chance.uniform(0.9, 1.1)
        return Estimate(value * 0.95, value, value * 1.06)

    return [
        Latency(
            number,
            share,
            near(1 + mean_wait(number, number * share)),
            near(response_percentile(0.99, number, number * share)),
            seed,
        )
        for number in numbers
        for share in shares
    ]


@pytest.mark.parametrize("at", [None, 0.6, 0.95])
@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_texts_overlap_and_none_leaves_the_page(seed, at):
    assert_legible(latency_picture(made_up(seed), at=at).figure)


@pytest.mark.parametrize("at", [None, 0.6])
@pytest.mark.parametrize("seed", SEEDS)
def test_alt_text_and_text_twin_say_the_same(seed, at):
    measured = made_up(seed)
    picture = latency_picture(measured, at=at)
    assert picture.alt == ". ".join(picture.text.split("\n")) + "."
    assert picture.text.startswith(picture.title) and f"seed {seed}" in picture.text
    for each in measured:
        assert f"{each.utilisation:.0%} busy: mean {each.mean.value:.2f} (" in picture.text
        assert f"({each.high.low:.1f} to {each.high.high:.1f})" in picture.text


def test_the_title_is_computed_and_intervals_that_miss_theory_are_counted():
    right, wrong, one = Estimate(1.9, 2.0, 2.1), Estimate(7.0, 8.0, 9.0), Estimate(1, 1, 1)
    picture = latency_picture([Latency(1, 0.5, right, wrong, 7)])  # theory: 2 and 9.2
    assert picture.title == (
        "1 consumer, 50% busy: the mean is 2.0 service times, the 99th percentile 8.0"
    )
    assert "theory lies in 1 of 2" in picture.alt
    both = [Latency(1, 0.5, right, wrong, 7), Latency(1, 0.25, one, one, 7)]
    assert latency_picture(both).title == (
        "1 consumer, 25% to 50% busy: the mean goes from 1.0 to 2.0 service times,"
        " the 99th percentile from 1.0 to 8.0"
    )
    read = latency_picture([Latency(1, 0.5, right, wrong, 7)], at=0.8)
    assert read.title == "At 80% busy, 1 consumer: mean 5.0, 99th percentile 23.0 service times"


def test_what_cannot_be_measured_or_drawn_is_refused():
    one = Estimate(1, 1, 1)
    with pytest.raises(ValueError, match="utilisation=1: it must lie between 0 and 1"):
        measure_latency(1, 1.0)
    with pytest.raises(ValueError, match="0 numbers of consumers"):
        latency_picture([])
    with pytest.raises(ValueError, match="5 numbers of consumers"):
        latency_picture([Latency(n, 0.5, one, one, 0) for n in range(1, 6)])
    with pytest.raises(ValueError, match="2 seeds"):
        latency_picture([Latency(1, 0.5, one, one, seed) for seed in (0, 1)])
    with pytest.raises(ValueError, match=r"at=0\.96: the curves reach from 0 to 0\.95"):
        latency_picture([Latency(1, 0.5, one, one, 0)], at=0.96)
