"""Space-time diagram: a lane for each party, time across, every message a slanted line.

After Lamport, "Time, Clocks, and the Ordering of Events in a Distributed System" (1978), turned
so that time runs as text does.
"""

from dataclasses import dataclass
from math import ceil

from matplotlib.patches import Rectangle

from eventlab.figures.marks import LEGEND_LINE, MARKS, draw_legend, legend
from eventlab.figures.picture import (
    FAINT,
    LINE,
    RULE,
    WIDTH,
    Page,
    Picture,
    fold,
    own_style,
    text_width,
)
from eventlab.sim.trace import Step, Trace

MOST_STEPS = 60
MARGIN = 0.22  # inches, as all that follow
GAP = 0.66  # between two lanes: a marker, two lines of its label, and some air
LABEL = 8.5  # points
ROOM = 0.12 + 2 * LABEL * LINE / 72  # what a label takes above or below a lane
ARRIVES = 0.56  # where in its column a message ends; it begins at the column's left edge
CLOCK = 0.34  # the row of times


@dataclass(frozen=True, slots=True)
class Column:
    """A step with the strip of the page that is its own, so that no label can meet another."""

    step: Step
    label: str
    width: float


@own_style()
def space_time(trace: Trace, guess: str | None = None, *, shown: int | None = None) -> Picture:
    """Draw a trace; what does not fit in one row goes on in the next, as music does.

    Args:
        trace: what happened.
        guess: the learner's bet in words, to stand above what happened.
        shown: how many steps have happened yet, with the last of them marked; by default all. The
            page is the same for every number, so that `step_through` can turn it.

    Raises:
        ValueError: no lanes, more than 60 steps, or `shown` is not one of their numbers.
    """
    if not trace.lanes:
        raise ValueError("the trace has no lanes, so there is nothing to draw")
    if len(trace.steps) > MOST_STEPS:
        raise ValueError(
            f"the trace has {len(trace.steps)} steps and a picture shows at most {MOST_STEPS}: "
            f"draw a part of it, such as Trace(trace.lanes, trace.steps[:{MOST_STEPS}])"
        )
    if shown is not None and not 0 <= shown <= len(trace.steps):
        raise ValueError(f"shown={shown}: the trace has {len(trace.steps)} steps")
    now = trace if shown is None else _up_to(trace, shown)
    bet = f"You bet: {' '.join(guess.split())}" if guess else ""
    names = [fold(lane, 1.6, lines=1) for lane in trace.lanes]
    left = MARGIN + max(map(text_width, names)) + 0.2
    rows = _rows([_column(step) for step in trace.steps], WIDTH - MARGIN - left)
    width = max(6.4, left + max(sum(c.width for c in row) for row in rows) + MARGIN)
    title = fold(now.title, width - 2 * MARGIN, 11.5, bold=True)
    marks = legend([step.kind for step in trace.steps], width - 2 * MARGIN - 0.8)
    lines = title.count("\n") if shown is None else 1
    top = MARGIN + 0.24 * (1 + lines + bool(bet)) + 0.1
    above = [_room_above(row, trace.lanes[0]) for row in rows]
    below = (len(trace.lanes) - 1) * GAP + ROOM
    height = top + sum(above) + len(rows) * (below + CLOCK) + len(marks) * LEGEND_LINE + MARGIN

    page = Page(width, height)
    page.text(MARGIN, MARGIN, title, size=11.5, bold=True, align="left", stand="top")
    if bet:
        words = fold(bet, width - 2 * MARGIN, lines=1)
        page.text(MARGIN, top - 0.1, words, color=FAINT, align="left", stand="bottom")
    down: set[str] = set()
    left_over = len(now.steps)
    for row, room in zip(rows, above, strict=True):
        ys = {lane: top + room + i * GAP for i, lane in enumerate(trace.lanes)}
        for lane, name in zip(trace.lanes, names, strict=True):
            page.text(left - 0.12, ys[lane], name, align="right")
        begun = row[: max(0, left_over)]
        if shown and 0 < left_over <= len(row):
            _mark_present(page, begun, left, ys)
        _draw_row(page, begun, ys, left, down, left + sum(column.width for column in row))
        left_over -= len(row)
        top += room + below
        page.text(left - 0.12, top, "time", size=8, color=FAINT, align="right", stand="top")
        top += CLOCK
    draw_legend(page, marks, MARGIN, height - MARGIN)
    if trace.seed is not None:
        corner = width - MARGIN, height - MARGIN
        page.text(*corner, f"seed {trace.seed}", size=8, color=FAINT, align="right")
    return Picture(page.figure, now.title, _alt(now, bet), f"{now!r}\n{bet}".rstrip())


def _up_to(trace: Trace, shown: int) -> Trace:
    """Return the first steps, and say which is the last of them; at the end, what it came to."""
    steps, number = trace.steps[:shown], len(trace.steps)
    title = f"That was all: {trace.title}"
    if shown < number:
        title = f"Step {shown} of {number}: {steps[-1].sentence}" if steps else "Before step 1"
    return Trace(trace.lanes, steps, title, trace.seed)


def _mark_present(page: Page, row: list[Column], left: float, ys: dict[str, float]) -> None:
    """Shade the strip of the last column, with a line at each side."""
    right = left + sum(column.width for column in row)
    top, bottom = min(ys.values()) - 0.14, max(ys.values()) + ROOM
    for x in (right - row[-1].width, right):
        page.line([(x, top), (x, bottom)], color=RULE, linewidth=0.75, zorder=0.5)
    strip = Rectangle((right, top), -row[-1].width, bottom - top, facecolor="#e8f2f9", zorder=0)
    page.axes.add_patch(strip)


def _column(step: Step) -> Column:
    label = fold(step.label, 1.1, LABEL)
    return Column(step, label, max(0.78, text_width(label, LABEL) + 0.16))


def _rows(columns: list[Column], room: float) -> list[list[Column]]:
    """Break the columns into as few rows as fit, evenly, and let them fill the room they have."""
    for count in range(1, len(columns) + 1):
        size = ceil(len(columns) / count)
        rows = [columns[i : i + size] for i in range(0, len(columns), size)]
        used = max(sum(column.width for column in row) for row in rows)
        if used <= room:
            spare = min((room - used) / size, 0.4)
            return [[Column(c.step, c.label, c.width + spare) for c in row] for row in rows]
    return [columns]


def _room_above(row: list[Column], lane: str) -> float:
    """Return what the labels of messages that come up to the first lane need over it."""
    upward = any(c.step.target == lane and not c.step.is_local for c in row if c.label)
    return ROOM if upward else 0.14


def _draw_row(
    page: Page,
    row: list[Column],
    ys: dict[str, float],
    left: float,
    down: set[str],
    right: float,
) -> None:
    """Draw columns from `left`, and lanes up to `right`; `down` is who has crashed by then."""
    x = left
    begun = dict.fromkeys(ys, left)
    for column in row:
        step, here = column.step, x + ARRIVES * column.width
        _draw_step(page, column, x, here, ys)
        page.text(here, max(ys.values()) + ROOM, str(step.at), size=8, color=FAINT, stand="top")
        if step.kind in ("crash", "restart"):
            _draw_lane(page, ys[step.source], begun[step.source], here, step.source in down)
            begun[step.source] = here
            (down.add if step.kind == "crash" else down.discard)(step.source)
        x += column.width
    for lane, y in ys.items():
        _draw_lane(
            page, y, begun[lane], right if right > left else page.width - MARGIN, lane in down
        )


def _draw_lane(page: Page, y: float, start: float, end: float, down: bool) -> None:
    page.line([(start, y), (end, y)], color=RULE, linewidth=0.75, linestyle=":" if down else "-")


def _draw_step(page: Page, column: Column, x: float, here: float, ys: dict[str, float]) -> None:
    """Draw the message, and its label on the far side of the lane that it reaches."""
    step, mark = column.step, MARKS[column.step.kind]
    start, end = (x, ys[step.source]), (here, ys[step.target])
    downward = end[1] >= start[1]
    if step.kind == "lost":  # it never arrives: the cross stands in the first gap
        part = GAP / 3 / abs(end[1] - start[1]) if end[1] != start[1] else 1
        end = (x + (here - x) * max(part, 0.5), start[1] + (end[1] - start[1]) * part)
    if not step.is_local:
        mark.draw_line(page, start, end)
    mark.draw(page, *end)
    below = end[1] + (0.1 if downward else -0.1)
    stand = "top" if downward else "bottom"
    page.text(here, below, column.label, size=LABEL, stand=stand)


def _alt(trace: Trace, bet: str) -> str:
    seed = "" if trace.seed is None else f"Seed {trace.seed}"
    steps = (f"At {step.at}: {step.sentence}" for step in trace.steps)
    lanes = f"Space-time diagram with the lanes {', '.join(trace.lanes)}"
    return ". ".join(filter(None, [lanes, trace.title, bet, seed, *steps])) + "."
