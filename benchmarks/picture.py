"""The picture of what was measured: horizontal bars on a logarithmic axis."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.ratio import Row

ALT = (
    "Horizontal bars on a logarithmic axis: for each thing measured, how many times as long as "
    "the limit eventlab and its peers take. The tables below say the same in numbers."
)
# ink, paper, grid; eventlab's bars, and those of its peers: told apart by their names as well
LIGHT = ("#1f2328", "#ffffff", "#d1d9e0", "#0b57a4", "#8a939c")
DARK = ("#f0f6fc", "#0d1117", "#3d444d", "#6cb6ff", "#6e7681")
BAR, GAP = 1.0, 0.9  # heights; a thing's name has the gap above its bars


def shows(row: Row) -> bool:
    """Whether a row is in the picture: one in which a peer has a ratio too."""
    return not row.above and any(not isinstance(each, str) for each in row.peers.values())


def draw(rows: list[Row], path: Path, dark: bool) -> None:
    """Draw the rows from top to bottom."""
    ink, paper, grid, ours, peer = DARK if dark else LIGHT
    settings: Any = {"svg.fonttype": "none", "svg.hashsalt": "eventlab", "font.size": 9}
    with mpl.rc_context({**settings, "text.color": ink, "axes.edgecolor": grid}):
        bars = [bar for row in rows for bar in _bars(row)]
        figure = Figure((8, 0.19 * (len(bars) + len(rows) * GAP * 1.5) + 0.9), facecolor=paper)
        axes = figure.subplots()
        axes.set_facecolor(paper)
        beside, place = axes.get_yaxis_transform(), 0.0
        clear: Any = {"va": "center", "bbox": {"fc": paper, "lw": 0, "pad": 1}}  # of the line at 1x
        for row in rows:
            place += GAP
            axes.text(0, place, row.what, weight="bold", transform=beside, **clear)
            place += BAR
            for name, ratio in _bars(row):
                color = ours if name == "eventlab" else peer
                axes.barh(place, ratio - _LEFT, 0.8, left=_LEFT, color=color)
                axes.text(_LEFT * 0.95, place, name, ha="right", va="center")
                axes.text(ratio * 1.05, place, f"{ratio:.2f}x", **clear)
                place += BAR
        most = max((ratio for _, ratio in bars), default=1.0)
        axes.set(xscale="log", xlim=(_LEFT, most * 2), ylim=(place, 0), yticks=[])
        axes.axvline(1, color=ink, linewidth=1)
        axes.set_xticks(ticks := [t for t in (1, 2, 5, 10, 20, 50, 100, 200) if t < most * 2])
        axes.set_xticklabels([f"{tick}x" for tick in ticks], color=ink)
        axes.tick_params(which="both", color=grid)
        axes.minorticks_off()
        axes.grid(axis="x", color=grid, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.set_xlabel("times as long as the limit, the line at 1x (shorter is better)", color=ink)
        figure.tight_layout()
        figure.savefig(path, format="svg", facecolor=paper, metadata={"Date": None})


_LEFT = 0.1  # where bars begin: blinker, which does less, is below the limit


def _bars(row: Row) -> list[tuple[str, float]]:
    found = {"eventlab": row.ours, **row.peers}
    return [(name, row.beside(one)) for name, one in found.items() if not isinstance(one, str)]
