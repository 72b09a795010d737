"""Figures of load say what was measured, legibly, and the same in words as in lines."""

import numpy as np
import pytest
from chance import SEEDS, assert_legible

from eventlab.figures import Picture, load_over_time, queue_under_load
from eventlab.figures.picture import BLUE, VERMILION
from eventlab.sim.load import simulate


def some(seed: int) -> Picture:
    """One of each kind: growing, idle, blocking, shedding, at rates that differ."""
    rate, bound = 2 + 2 * seed, [None, 1, 20, 250][seed % 4]
    return queue_under_load(rate, 10, bound, ["block", "shed"][seed % 3 % 2], seed=seed)


def drawn(picture: Picture, color: str) -> list:
    return [line for line in picture.figure.axes[0].lines if line.get_color() == color]


@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_texts_overlap_and_none_leaves_the_page(seed):
    assert_legible(some(seed).figure)


@pytest.mark.parametrize("seed", SEEDS)
def test_alt_text_and_text_twin_say_the_same(seed):
    picture = some(seed)
    lines = picture.text.split("\n")
    assert lines[0] == picture.title and f"seed {seed}" in lines[1] and len(lines) == 8
    assert picture.alt == ". ".join(line[0].upper() + line[1:] for line in lines) + "."


# One arrives every second and takes two: after 40 s 19 are done, one is in work and 20 wait.
ARRIVALS = np.arange(1.0, 41.0)


def served(seconds: float, **options) -> Picture:
    load = simulate(ARRIVALS, np.full(40, 2.0), **options)
    return load_over_time(load, seconds=seconds, bound=options.get("bound"))


def test_a_queue_without_a_bound_grows_by_what_is_not_done():
    picture = served(40)
    assert picture.title == "1.0 events/s arrive, 0.5/s are done: the queue grows by 0.5/s"
    assert "at 20 s 10 in the queue, the last one done took 10.0 s" in picture.text
    assert picture.text.split("\n")[-1] == "at 40 s 20 in the queue, the last one done took 20.0 s"


def test_who_blocks_holds_up_what_the_queue_does_not_take():
    picture = served(40, bound=3)
    assert picture.title.endswith("the queue is full; what waits before it grows by 0.5/s")
    assert picture.text.split("\n")[-1] == (
        "at 40 s 3 in the queue, 17 held up before it, the last one done took 20.0 s"
    )


def test_who_sheds_drops_it_and_stays_quick():
    picture = served(40, bound=3, policy="shed")
    load = simulate(ARRIVALS, np.full(40, 2.0), bound=3, policy="shed")
    dropped = int(load.dropped.sum())
    assert picture.title == f"1.0 events/s arrive, 0.5/s are done: {dropped / 40:.0%} are dropped"
    assert f"{dropped} dropped so far" in picture.text.split("\n")[-1]
    *_, marks = (line for line in drawn(picture, VERMILION) if len(line.get_xdata()) > 1)
    assert len(marks.get_xdata()) == dropped


def test_a_queue_that_keeps_up_is_told_by_its_longest():
    load = simulate([1, 1, 1, 5, 9], [1, 1, 1, 1, 1])
    picture = load_over_time(load, seconds=10)
    assert picture.title == "0.5 events/s arrive, 0.5/s are done: never more than 2 wait"


def test_every_event_that_is_done_is_a_dot_where_it_arrived():
    dots = [line for line in drawn(served(40), BLUE) if line.get_marker() == "o"]
    assert max(len(line.get_xdata()) for line in dots) == 19  # done by 40 s, at 3, 5, ... 39


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match=r"no event arrives in 0\.5 s"):
        served(0.5)
