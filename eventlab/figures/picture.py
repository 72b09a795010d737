"""Picture: a still figure with its alt text and its text twin; Page: the sheet it is drawn on.

Guarantee: the same facts give the same bytes, in every process and under every matplotlib style.
The picture stands on white, in its own card, so that it reads the same in a light and in a dark
JupyterLab, and it carries two pixels for each of the page's, so that it stays sharp at 200 %.
"""

import base64
import functools
import html
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch
from matplotlib.textpath import text_to_path
from PIL import Image

WIDTH = 9.0  # inches: what a notebook's output leaves on a small laptop
PIXELS = 96  # CSS pixels per inch
SHARP = 2  # pixels of the file for each CSS pixel
LEAST = 480  # CSS pixels, as a page at 200 % has; narrower it is scrolled, or zoom would shrink it
LINE = 1.35  # height of a line of text, in font sizes

INK = "#1a1a1a"
FAINT = "#595959"  # 7:1 on white
RULE = "#8f8f8f"
BLUE, GREEN, ORANGE, VERMILION, PURPLE = "#0072B2", "#009E73", "#E69F00", "#D55E00", "#CC79A7"
"""Okabe and Ito's colours, told apart by colour-blind readers (jfly.uni-koeln.de/color)."""


@contextmanager
def own_style() -> Iterator[None]:
    """Draw as matplotlib does out of the box; the user's own style comes back afterwards."""
    with mpl.rc_context():
        mpl.rcdefaults()
        yield


@contextmanager
def _any_glyph() -> Iterator[None]:
    """Let a character that the font lacks, such as an emoji, be drawn as a box without a word."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")
        yield


@dataclass(frozen=True, repr=False, eq=False)
class Picture:
    """A figure, ready to be the last line of a cell.

    In a notebook it shows as an image whose alt text says what it shows; `repr` is its text twin.
    JupyterLab's renderer of `image/png` knows no alt text, therefore the image goes out as HTML.

    Args:
        figure: the matplotlib figure, with no connection to pyplot.
        title: what the figure shows.
        alt: all its facts in sentences, for who cannot see it.
        text: all its facts as lines of text, the same on every machine.
    """

    figure: Figure
    title: str
    alt: str
    text: str

    @functools.cached_property
    def png(self) -> bytes:
        """The image, two pixels for each CSS pixel."""
        canvas: Any = FigureCanvasAgg(self.figure)
        with own_style(), _any_glyph():
            canvas.draw()
        size = canvas.get_width_height()
        pixels = canvas.buffer_rgba()
        image = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1).convert("RGB")
        # A third of the size, the same to the eye, and the one method that takes milliseconds.
        image = image.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        image.save(file := BytesIO(), "png")
        return file.getvalue()

    def save(self, path: str | Path) -> None:
        """Write the image to a file; it must not exist yet, so that nothing is overwritten."""
        with Path(path).open("xb") as file:
            file.write(self.png)

    def __repr__(self) -> str:
        return self.text

    @property
    def html(self) -> str:
        """The image as an element with its alt text."""
        width, height = (round(inches * PIXELS) for inches in self.figure.get_size_inches())
        return (
            f'<img alt="{html.escape(self.alt)}" width="{width}" height="{height}"'
            f' style="max-width: 100%; min-width: {min(width, LEAST)}px; height: auto;'
            ' border-radius: 6px"'
            f' src="data:image/png;base64,{base64.b64encode(self.png).decode()}">'
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self.text, "text/html": self.html}


class Page:
    """A white sheet measured in inches from its top left corner."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.figure = Figure((width, height), dpi=PIXELS * SHARP, facecolor="white")
        self.axes = self.figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
        self.axes.set_axis_off()

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 9,
        color: str = INK,
        align: str = "center",
        stand: str = "center",
        bold: bool = False,
    ) -> None:
        """Write `words` at (x, y); `align` and `stand` say which edge of the text is there."""
        style: dict[str, Any] = {"color": color, "font": _font(size, bold), "linespacing": 1.12}
        self.axes.text(x, y, words, ha=align, va=stand, parse_math=False, zorder=6, **style)

    def line(self, points: list[tuple[float, float]], **style: Any) -> None:
        """Draw a line through the points, in matplotlib's own words for its style.

        The points move to whole CSS pixels, so that level lines are all equally sharp.
        """
        whole = [(round(x * PIXELS) / PIXELS, round(y * PIXELS) / PIXELS) for x, y in points]
        self.curve(*zip(*whole, strict=True), **style)

    def curve(self, xs: Any, ys: Any, **style: Any) -> None:
        """Draw a line or marks through exactly these points."""
        # What `plot` does besides, working out limits that are fixed here, takes most of its time.
        self.axes.add_artist(Line2D(xs, ys, **style))

    def box(self, x: float, y: float, width: float, height: float, *, heavy: bool = False) -> None:
        """Draw a box with its top left corner at (x, y)."""
        outline = FancyBboxPatch(
            (x, y),
            width,
            height,
            boxstyle="round,pad=0,rounding_size=0.06",
            facecolor="#eef6fb" if heavy else "#fafafa",
            edgecolor=BLUE if heavy else INK,
            linewidth=2.4 if heavy else 1.0,
        )
        self.axes.add_patch(outline)


def text_width(words: str, size: float = 9, *, bold: bool = False) -> float:
    """Return the width in inches of the widest line of `words`."""
    return max(_line_width(line, size, bold) for line in words.split("\n"))


def fold(words: str, width: float, size: float = 9, *, lines: int = 2, bold: bool = False) -> str:
    """Break `words` into at most `lines` lines of at most `width` inches; "..." marks a cut.

    The last line has more than one word where that can be.
    """

    def fits(line: str) -> bool:
        return _line_width(line, size, bold) <= width

    rest, folded = words.split(), [""]
    while rest:
        longer = f"{folded[-1]} {rest[0]}".strip()
        if fits(longer):
            folded[-1] = longer
            del rest[0]
        elif len(folded) == lines:
            last = longer
            while last and not fits(last + "..."):
                last = last[:-1]
            folded[-1] = last.rstrip() + "..."
            break
        elif folded[-1]:
            folded.append("")
        else:  # one word that is too long for a line
            part = next(n for n in range(len(longer) - 1, 0, -1) if fits(longer[:n]) or n == 1)
            folded[-1], rest[0] = longer[:part], longer[part:]
            folded.append("")
    pair = words.split()[-2:]
    above, _, word = folded[-2].rpartition(" ") if len(folded) > 1 else ("", "", "")
    if above and [word, folded[-1]] == pair and fits(" ".join(pair)):
        folded[-2:] = [above, " ".join(pair)]
    return "\n".join(folded)


@functools.lru_cache(maxsize=4096)
def _line_width(line: str, size: float, bold: bool) -> float:
    with _any_glyph():
        points, _, _ = text_to_path.get_text_width_height_descent(line, _font(size, bold), False)
    return float(points) / 72 * 1.03  # hinting moves a glyph's edge by a part of a pixel


@functools.cache
def _font(size: float, bold: bool) -> FontProperties:
    return FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
