"""Latency against utilisation: measured with intervals, and the curve of theory behind it."""

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from eventlab.figures.chart import Chart, Scale
from eventlab.figures.picture import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    WIDTH,
    Page,
    Picture,
    fold,
    own_style,
)
from eventlab.sim.erlang import mean_wait, response_percentile
from eventlab.sim.latency import HIGH, Latency

MARGIN = 0.22  # inches, as all that follow
LEFT = 0.55
TALL = 2.6
BETWEEN = 1.8  # room for the names of the curves
NAME = 0.2  # height of a curve's name
LAST = 0.95  # where the curves end
LOOKS: list[dict[str, Any]] = [
    {"color": INK, "marker": "o", "linestyle": "-"},
    {"color": BLUE, "marker": "s", "linestyle": (0, (6, 1.5))},
    {"color": GREEN, "marker": "^", "linestyle": (0, (5, 1.5, 1, 1.5))},
    {"color": "#9c4678", "marker": "D", "linestyle": (0, (1.5, 1))},
]


@own_style()
def latency_picture(measured: Sequence[Latency], *, at: float | None = None) -> Picture:
    """Draw how long events take against how busy the consumers are, on a scale of equal factors.

    Args:
        measured: what `measure_latency` returned, for at most four numbers of consumers.
        at: a utilisation at which to read off what theory says.

    Raises:
        ValueError: nothing measured, more than four numbers of consumers, several seeds, or a
            utilisation to read off that is not from 0 to 0.95.
    """
    numbers = sorted({each.consumers for each in measured})
    seeds = {each.seed for each in measured}
    if not 1 <= len(numbers) <= len(LOOKS) or len(seeds) != 1:
        raise ValueError(
            f"measured for {len(numbers)} numbers of consumers with {len(seeds)} seeds: "
            f"it must be 1 to {len(LOOKS)} numbers, with one seed"
        )
    if at is not None and not 0 < at <= LAST:
        raise ValueError(f"at={at:g}: the curves reach from 0 to {LAST:g}")
    read = [] if at is None else [_reading(number, at) for number in numbers]
    title = _title(measured) if at is None else f"At {at:.0%} busy, {read[0]}"
    said = _held(measured)

    page = Page(WIDTH, MARGIN + 0.8 + TALL + 0.8)
    words = fold(title, WIDTH - 2 * MARGIN, 11.5, bold=True)
    page.text(MARGIN, MARGIN, words, size=11.5, bold=True, align="left", stand="top")
    width = (WIDTH - LEFT - 2 * BETWEEN) / 2
    up = Scale(0.9, 1.1 * max(_theory("high", number, LAST) for number in numbers), log=True)
    for i, (kind, name) in enumerate([("mean", "Mean"), ("high", "99th percentile")]):
        left = LEFT + i * (width + BETWEEN)
        place = left, MARGIN + 0.8, width, TALL
        chart = Chart(page, *place, x=Scale(0, 1), y=up)
        page.text(left, chart.top - 0.16, name, bold=True, align="left")
        for number, look in zip(numbers, LOOKS, strict=False):
            _draw_curve(chart, kind, number, look)
            _draw_estimates(chart, kind, [e for e in measured if e.consumers == number], look)
        _draw_names(chart, kind, numbers, at)
        if at is not None:
            chart.line([at, at], [up.low, up.high], color=INK, linewidth=1.2, zorder=2)
    below = page.height - MARGIN
    axis = (
        "utilisation, the share of their time in which consumers are busy; times in service times"
    )
    page.text(LEFT, below - 0.2, axis, size=8, color=FAINT, align="left")
    page.text(LEFT, below, said, size=8, color=FAINT, align="left")
    seed = f"seed {seeds.pop()}"
    page.text(WIDTH - MARGIN, below, seed, size=8, color=FAINT, align="right")
    lines = [title, *read[1:], *map(_measurement, measured), said, seed]
    return Picture(page.figure, title, f"{'. '.join(lines)}.", "\n".join(lines))


@functools.cache
def _theory(kind: str, consumers: int, utilisation: float) -> float:
    """Return the mean, or the 99th percentile, in mean service times."""
    rate = consumers * utilisation
    if kind == "mean":
        return 1 + mean_wait(consumers, rate)
    return response_percentile(HIGH, consumers, rate)


@functools.cache
def _curve(kind: str, consumers: int) -> tuple[list[float], list[float]]:
    xs = [float(x) for x in np.linspace(0.01, LAST, 60)]
    return xs, [_theory(kind, consumers, x) for x in xs]


def _draw_curve(chart: Chart, kind: str, consumers: int, look: dict[str, Any]) -> None:
    xs, ys = _curve(kind, consumers)
    line = {name: value for name, value in look.items() if name != "marker"}
    chart.line(xs, ys, linewidth=1.3, zorder=3, **line)


def _draw_estimates(chart: Chart, kind: str, rows: list[Latency], look: dict[str, Any]) -> None:
    xs = [each.utilisation for each in rows]
    low, value, high = zip(
        *(each.mean if kind == "mean" else each.high for each in rows), strict=True
    )
    chart.intervals(xs, low, high, color=look["color"], linewidth=1.1, linestyle="-", zorder=4)
    mark = {"color": look["color"], "marker": look["marker"], "markersize": 3.6}
    chart.line(xs, value, linestyle="", zorder=5, **mark)


def _draw_names(chart: Chart, kind: str, numbers: list[int], at: float | None) -> None:
    """Write at the end of each curve whose it is, and its value at `at`; no two names meet."""
    ends = [float(chart.ys(_theory(kind, number, LAST))) for number in numbers]
    for i in range(1, len(ends)):  # more consumers are quicker, thus lower down
        ends[i] = max(ends[i], ends[i - 1] + NAME)
    for i in reversed(range(len(ends))):
        ends[i] = min(ends[i], chart.bottom - NAME * (len(ends) - 1 - i))
    for number, look, y in zip(numbers, LOOKS, ends, strict=False):
        x = chart.right + 0.15
        mark = {"color": look["color"], "marker": look["marker"], "markersize": 5}
        chart.page.curve([x], [y], **mark)
        value = "" if at is None else f": {_theory(kind, number, at):.1f}"
        chart.page.text(x + 0.1, y, f"{_consumers(number)}{value}", size=8, align="left")


def _consumers(number: int) -> str:
    return "1 consumer" if number == 1 else f"{number} consumers"


def _reading(consumers: int, at: float) -> str:
    mean, high = (_theory(kind, consumers, at) for kind in ("mean", "high"))
    return f"{_consumers(consumers)}: mean {mean:.1f}, 99th percentile {high:.1f} service times"


def _title(measured: Sequence[Latency]) -> str:
    """Say what the fewest consumers' latency grows to, from the least utilisation to the most."""
    fewest = min(each.consumers for each in measured)
    rows = sorted((e for e in measured if e.consumers == fewest), key=lambda e: e.utilisation)
    first, last = rows[0], rows[-1]
    whose, mean, high = _consumers(fewest), last.mean.value, last.high.value
    if first is last:
        return (
            f"{whose}, {last.utilisation:.0%} busy: the mean is {mean:.1f} service times,"
            f" the 99th percentile {high:.1f}"
        )
    return (
        f"{whose}, {first.utilisation:.0%} to {last.utilisation:.0%} busy:"
        f" the mean goes from {first.mean.value:.1f} to {mean:.1f} service times,"
        f" the 99th percentile from {first.high.value:.1f} to {high:.1f}"
    )


def _measurement(each: Latency) -> str:
    mean, high = each.mean, each.high
    return (
        f"{_consumers(each.consumers)}, {each.utilisation:.0%} busy:"
        f" mean {mean.value:.2f} ({mean.low:.2f} to {mean.high:.2f}),"
        f" 99th percentile {high.value:.1f} ({high.low:.1f} to {high.high:.1f})"
    )


def _held(measured: Sequence[Latency]) -> str:
    """Count in how many intervals theory lies."""
    held = [
        estimate.holds(_theory(kind, each.consumers, each.utilisation))
        for each in measured
        for kind, estimate in (("mean", each.mean), ("high", each.high))
    ]
    return (
        "lines are theory (M/M/c), marks are measured, with 95% intervals: "
        f"theory lies in {sum(held)} of {len(held)}"
    )
