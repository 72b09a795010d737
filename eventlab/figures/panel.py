"""Panel: boxes and arrows of one state of affairs, laid out so that no arrow crosses a box.

Boxes stand in columns, in the order in which one reaches them from who is not held by anybody.
Arrows keep to the gaps between columns and to the strip below them.
"""

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from matplotlib.patches import FancyArrowPatch

from eventlab.figures.picture import FAINT, INK, RULE, Page, text_width
from eventlab.figures.relations import Box, Reference, Relations

HEADING = 0.3  # inches, as all that follow
LINE = 0.165  # a line of text in a box
PAD = 0.12
GAP = 0.62  # between columns
BETWEEN = 0.2  # between the boxes of a column
STRIP = 0.28  # below the columns, for arrows that go past a column
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a box is, and in which column."""

    column: int
    x: float
    y: float
    width: float
    height: float


class Panel:
    """One state, in inches from its own top left corner.

    Args:
        state: the boxes and the arrows.
        heading: a word above them; may be empty.
        chosen: names of boxes to draw with a heavy border.
    """

    def __init__(self, state: Relations, heading: str, chosen: Collection[str]) -> None:
        self.state, self.heading, self.chosen = state, heading, chosen
        columns = [[b for b in state.boxes if b.name in names] for names in _columns(state)]
        tall = [sum(_height(box) + BETWEEN for box in column) - BETWEEN for column in columns]
        top = HEADING if heading else 0.0
        self.places: dict[str, Place] = {}
        x = 0.0
        for number, column in enumerate(columns):
            width = max(_width(box) for box in column)
            y = top + (max(tall) - tall[number]) / 2
            for box in column:
                self.places[box.name] = Place(number, x, y, width, _height(box))
                y += _height(box) + BETWEEN
            x += width + GAP
        self.bottom = top + max(tall)
        routes = list(self._routes())
        corners = [point for _, points in routes for point in points]
        self.width = max([x - GAP, text_width(heading, bold=True), *(x for x, _ in corners)])
        self.height = max([self.bottom, *(y for _, y in corners)])
        self.routes = routes

    def draw(self, page: Page, x: float, y: float) -> None:
        """Draw the panel with its corner at (x, y)."""
        page.text(x, y, self.heading, color=FAINT, bold=True, align="left", stand="top")
        for box in self.state.boxes:
            _draw_box(page, box, self.places[box.name], x, y, box.name in self.chosen)
        for arrow, points in self.routes:
            draw_arrow(page, [(x + right, y + down) for right, down in points], arrow.how)

    def _routes(self) -> Iterator[tuple[Reference, list[Point]]]:
        """Find the corners of every arrow; `lane` keeps those that turn apart from each other."""
        ports, lane = self._ports(), 0
        for arrow in self.state.references:
            start, end = ports[arrow, "holder"], ports[arrow, "held"]
            steps = self.places[arrow.held].column - self.places[arrow.holder].column
            if abs(steps) == 1:
                yield arrow, [start, end]
                continue
            lane += 1
            side = 0.16 + 0.08 * (lane % 4)
            if steps == 0:
                turn = start[0] + side
                yield arrow, [start, (turn, start[1]), (turn, end[1]), end]
            else:
                out = side if steps > 0 else -side
                down, left, right = self.bottom + STRIP * side * 2, start[0] + out, end[0] - out
                round_below = [(left, start[1]), (left, down), (right, down), (right, end[1])]
                yield arrow, [start, *round_below, end]

    def _ports(self) -> dict[tuple[Reference, str], Point]:
        """Give each end of each arrow a point of its own on the side of its box."""
        sides: dict[tuple[str, bool], list[tuple[float, int, str]]] = {}
        for number, arrow in enumerate(self.state.references):
            for end, name, other in (
                ("holder", arrow.holder, arrow.held),
                ("held", arrow.held, arrow.holder),
            ):
                far = self.places[other]
                right = far.column >= self.places[name].column
                ends = sides.setdefault((name, right), [])
                ends.append((far.y + far.height / 2, number, end))
        ports: dict[tuple[Reference, str], Point] = {}
        for (name, right), ends in sides.items():
            place = self.places[name]
            for i, (_, number, end) in enumerate(sorted(ends), start=1):
                y = place.y + place.height * i / (len(ends) + 1)
                ports[self.state.references[number], end] = (place.x + place.width * right, y)
        return ports


def _columns(state: Relations) -> list[set[str]]:
    """Group the boxes by how many arrows away they are from who is not held by anybody."""
    held = {arrow.held for arrow in state.references}
    names = [box.name for box in state.boxes]
    roots = [name for name in names if name not in held] or names[:1]
    column = dict.fromkeys(roots, 0)
    for start in [None, *names]:  # then whatever only a circle leads to
        waiting = deque(roots if start is None else [start] if start not in column else [])
        column.update({name: column.get(name, 0) for name in waiting})
        while waiting:
            here = waiting.popleft()
            for arrow in state.references:
                if arrow.holder == here and arrow.held not in column:
                    column[arrow.held] = column[here] + 1
                    waiting.append(arrow.held)
    last = max(column.values())
    known = {arrow.held for arrow in state.references if arrow.how == "schema"}
    if known and known != {*names}:  # what all of them only know of stands behind them all
        column.update(dict.fromkeys(known, last + 1))
        last += 1
    groups = [{name for name in names if column[name] == i} for i in range(last + 1)]
    return [group for group in groups if group]


def _width(box: Box) -> float:
    words = [text_width(box.name, bold=True), *(text_width(w, 8) for w in (box.kind, *box.members))]
    return max(0.8, *words) + 2 * PAD


def _height(box: Box) -> float:
    return 2 * PAD + LINE * (2 + len(box.members)) - 0.04


def _draw_box(page: Page, box: Box, place: Place, x: float, y: float, heavy: bool) -> None:
    x, y = x + place.x, y + place.y
    page.box(x, y, place.width, place.height, heavy=heavy)
    x, y = x + PAD, y + PAD
    page.text(x, y, box.name, bold=True, align="left", stand="top")
    page.text(x, y + LINE, box.kind, size=8, color=FAINT, align="left", stand="top")
    if box.members:
        rule = y + 2 * LINE - 0.01
        page.line([(x - PAD, rule), (x - PAD + place.width, rule)], color=RULE, linewidth=0.8)
    for i, member in enumerate(box.members, start=2):
        page.text(x, y + 0.04 + i * LINE, member, size=8, align="left", stand="top")


def draw_arrow(page: Page, points: list[Point], how: str) -> None:
    """Lead an arrow through the points: solid for "holds" and "imports", else dashed and open.

    The head is drawn apart from the line, so that it is not dashed.
    """
    holds = how in ("holds", "imports")
    color = INK if holds else FAINT
    page.line(points, color=color, linewidth=1.3, linestyle="-" if holds else (0, (3, 2)))
    style = "-|>,head_length=5,head_width=2.6" if holds else "->,head_length=5,head_width=3"
    (x, y), end = points[-2:]
    before = (end[0] - (end[0] - x) / 50, end[1] - (end[1] - y) / 50)
    head = FancyArrowPatch(before, end, arrowstyle=style, color=color, shrinkA=0, shrinkB=0)
    head.set(linewidth=1.3, mutation_scale=1)
    page.axes.add_patch(head)
