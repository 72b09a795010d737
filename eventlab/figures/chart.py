"""Chart: an area of a page with a scale in each direction, for figures of numbers."""

from dataclasses import dataclass
from math import floor, log10
from typing import Any

import numpy as np
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from eventlab.figures.picture import FAINT, Page, text_width

GRID = "#dedede"


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high` along a side, in equal steps or, if `log`, in equal factors."""

    low: float
    high: float
    log: bool = False
    unit: str = ""
    most: int = 5  # values on the way that are written at it

    @classmethod
    def up_to(cls, most: float, *, least: float) -> "Scale":
        """From 0 to a round number above `most`, so that it changes rarely as a figure moves."""
        wanted = max(most, least)
        power = 10 ** floor(log10(wanted))
        return cls(0, next(power * part for part in (1, 2, 5, 10) if power * part >= wanted))

    def part(self, values: ArrayLike) -> Any:
        """Say how far along the side the values are, from 0 to 1."""
        low, high, at = self.low, self.high, np.asarray(values, dtype=float)
        if self.log:
            low, high, at = log10(low), log10(high), np.log10(at)
        return (at - low) / (high - low)

    def ticks(self) -> list[float]:
        """Round values on the way."""
        if self.log:
            powers = range(floor(log10(self.low)), floor(log10(self.high)) + 1)
            round_ones = [part * 10.0**power for power in powers for part in (1, 2, 5)]
            return [value for value in round_ones if self.low <= value <= self.high]
        values = MaxNLocator(nbins=self.most, steps=[1, 2, 5, 10]).tick_values(self.low, self.high)
        return [float(value) for value in values if self.low <= value <= self.high]

    def text(self, value: float) -> str:
        """Return the value as it stands at its tick."""
        return f"{round(value, 10):g}{self.unit}"


class Chart:
    """An area with its top left corner at (left, top), in inches, on which to draw by values.

    Args:
        page: where to draw.
        left, top, width, height: where the area is.
        x: what goes across.
        y: what goes up.
        numbered: whether the values of `x` stand below.
    """

    def __init__(
        self,
        page: Page,
        left: float,
        top: float,
        width: float,
        height: float,
        *,
        x: Scale,
        y: Scale,
        numbered: bool = True,
    ) -> None:
        self.page, self.x, self.y = page, x, y
        self.left, self.top, self.right, self.bottom = left, top, left + width, top + height
        for value in y.ticks():
            self.level(value, color=GRID if value > y.low else FAINT, linewidth=0.8)
            page.text(left - 0.08, self.ys(value), y.text(value), size=8, align="right")
        for value in x.ticks():
            here = float(self.xs(value))
            page.line([(here, top), (here, self.bottom)], color=GRID, linewidth=0.8, zorder=1)
            if numbered:
                page.text(here, self.bottom + 0.08, x.text(value), size=8, stand="top")

    def xs(self, values: ArrayLike) -> Any:
        """Where values of `x` are on the page."""
        return self.left + self.x.part(values) * (self.right - self.left)

    def ys(self, values: ArrayLike) -> Any:
        """Where values of `y` are on the page."""
        return self.bottom - self.y.part(values) * (self.bottom - self.top)

    def line(self, x: ArrayLike, y: ArrayLike, **style: Any) -> None:
        """Draw a line or marks through the values, in matplotlib's own words for its style."""
        self.page.curve(self.xs(x), self.ys(y), **style)

    def level(self, value: float, **style: Any) -> None:
        """Draw a level line at a value of `y`."""
        y = float(self.ys(value))
        self.page.line([(self.left, y), (self.right, y)], **{"zorder": 1, **style})

    def intervals(self, x: ArrayLike, low: ArrayLike, high: ArrayLike, **style: Any) -> None:
        """Draw an interval in `y` at each `x`, with a cap at each end."""
        low, high = np.asarray(low), np.asarray(high)
        ends = np.stack([low, high, np.full_like(low, np.nan)], axis=1).ravel()
        caps = {"marker": "_", "markersize": 5, "markeredgewidth": style["linewidth"]}
        self.line(np.repeat(np.asarray(x), 3), ends, **caps, **style)


class Key:
    """What a line or a mark of a chart stands for, and its style in matplotlib's own words."""

    def __init__(self, word: str, **style: Any) -> None:
        self.word, self.style = word, style


def heading(chart: Chart, words: str, keys: list[Key]) -> None:
    """Write above a chart what it shows, and what each of its lines and marks stands for."""
    page, x, y = chart.page, chart.left, chart.top - 0.16
    page.text(x, y, words, bold=True, align="left")
    x += text_width(words, bold=True) + 0.3
    for key in keys:
        ends = [x, x + 0.26] if key.style.get("linestyle") != "" else [x + 0.13]
        page.curve(ends, [y] * len(ends), **key.style)
        page.text(x + 0.34, y, key.word, size=8, align="left")
        x += 0.34 + text_width(key.word, 8) + 0.25
