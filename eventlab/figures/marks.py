"""How each kind of step looks: no two share a marker and a line, so that colour is a help only."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from matplotlib.path import Path
from matplotlib.patheffects import Normal, withStroke

from eventlab.figures.picture import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    VERMILION,
    Page,
    text_width,
)
from eventlab.sim.trace import Kind

_TICK = Path([(-1.0, 0.1), (-0.3, -0.7), (1.0, 0.8)])  # three points: a check mark
Dashes = str | tuple[int, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Mark:
    """The look of one kind: its word in the legend, its marker and the line that leads there."""

    word: str
    color: str
    marker: str | Path
    line: Dashes = "-"
    width: float = 1.8
    size: float = 9.0
    filled: bool = True
    edge: str = ""

    def draw(self, page: Page, x: float, y: float) -> None:
        """Put the marker at (x, y), above whatever lines meet there."""
        page.line(
            [(x, y)],
            marker=self.marker,
            markersize=self.size,
            markerfacecolor=self.color if self.filled else "white",
            markeredgecolor=self.edge or self.color,
            markeredgewidth=2.2 if self.marker == "x" or not self.filled else 1.2,
            zorder=5,
        )

    def draw_number(self, page: Page, x: float, y: float, number: int) -> None:
        """Put a marker large enough for a number at (x, y), with the number in it."""
        dark = self.marker == "o" and self.filled
        pointed = self.marker in ("^", "v")  # its middle is not where it is wide
        aside = {"^": 0.04, "v": -0.04}.get(str(self.marker), 0.0)
        page.line(
            [(x, y - aside)],
            marker=self.marker if self.marker in ("o", "s", "D", "^", "v") else "s",
            markersize=20 if pointed else 15,
            markerfacecolor=self.color if dark else "white",
            markeredgecolor=self.edge or self.color,
            markeredgewidth=2.0,
            zorder=5,
        )
        page.text(x, y, str(number), size=8, color="white" if dark else INK, bold=True)

    def draw_line(self, page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Lead a line from `start` to `end`; a pale colour gets a dark edge."""
        style: dict[str, Any] = {"color": self.color, "linewidth": self.width, "zorder": 3}
        if self.edge:
            edge = withStroke(linewidth=self.width + 1.6, foreground=self.edge)
            style["path_effects"] = [edge, Normal()]
        page.line([start, end], linestyle=self.line, **style)


MARKS: dict[Kind, Mark] = {
    "send": Mark("sent", BLUE, "o"),
    "deliver": Mark("delivered", BLUE, "o", filled=False),
    "ack": Mark("acknowledged", GREEN, _TICK, width=1.0, filled=False),
    "duplicate": Mark("delivered again", ORANGE, "D", (0, (4.0, 2.0)), size=8, edge=INK),
    "lost": Mark("lost", VERMILION, "x", (0, (1.0, 1.5))),
    "dead_letter": Mark("dead letter", PURPLE, "v", (0, (6.0, 1.5, 1.0, 1.5)), edge=INK),
    "error": Mark("raised", VERMILION, "^", (0, (5.0, 2.0)), size=10),
    "return": Mark("returned", FAINT, "s", (0, (1.0, 2.5)), width=1.4, filled=False, size=7),
    "crash": Mark("crashed", VERMILION, "X", "", size=13, edge=INK),
    "restart": Mark("started again", INK, ">", "", filled=False),
    "note": Mark("note", INK, "|", "", size=10),
}

LEGEND_LINE = 0.26  # inches in height


def legend(kinds: Iterable[Kind], width: float) -> list[list[tuple[float, Kind]]]:
    """Break the marks of `kinds`, each once, into lines of at most `width` inches, with their x."""
    lines: list[list[tuple[float, Kind]]] = [[]]
    x = 0.0
    for kind in dict.fromkeys(kinds):
        wide = 0.38 + text_width(MARKS[kind].word, 8) + 0.22
        if lines[-1] and x + wide > width:
            lines.append([])
            x = 0.0
        lines[-1].append((x, kind))
        x += wide
    return lines


def draw_legend(
    page: Page, lines: list[list[tuple[float, Kind]]], left: float, bottom: float
) -> None:
    """Draw what `legend` laid out; its last line stands at `bottom`."""
    for i, line in enumerate(lines):
        y = bottom - (len(lines) - 1 - i) * LEGEND_LINE
        for x, kind in line:
            mark, x = MARKS[kind], left + x
            if mark.line:
                mark.draw_line(page, (x, y), (x + 0.26, y))
            mark.draw(page, x + 0.26, y)
            page.text(x + 0.4, y, mark.word, size=8, align="left")
