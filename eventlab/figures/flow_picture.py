"""Event flow: publishers, the bus and its listeners, and every event as a numbered dot on its way.

The still twin of `BusFlow`. A dot's number is the step's time in the trace.
"""

from collections import defaultdict

from eventlab.figures.marks import LEGEND_LINE, MARKS, draw_legend, legend
from eventlab.figures.picture import FAINT, RULE, Page, Picture, fold, own_style, text_width
from eventlab.sim.trace import Step, Trace

MARGIN = 0.22  # inches, as all that follow
PATH = 2.1  # between a box and the bus
BUS = 0.7
BOX = 0.48
ROW, ROW_TWO_WAYS = 1.0, 1.5
ASIDE = 0.2  # how far a path stands from the middle of its row when there are two
APART = 0.34  # between two dots
MOST_DOTS = 5
Ways = dict[tuple[str, str], list[Step]]


def sides(trace: Trace, bus: str) -> tuple[list[str], list[str]]:
    """Return who stands left of the bus, the publishers, and who stands right, the listeners.

    Raises:
        ValueError: no lane is called `bus`, or a step passes it by.
    """
    if bus not in trace.lanes:
        raise ValueError(f"no lane is named {bus!r}; the lanes are {', '.join(trace.lanes)}")
    for step in trace.steps:
        if step.is_local or bus not in (step.source, step.target):
            raise ValueError(f"this is no message to or from {bus!r}, use space_time: {step}")
    middle = trace.lanes.index(bus)
    return list(trace.lanes[:middle]), list(trace.lanes[middle + 1 :])


@own_style()
def bus_flow(trace: Trace, *, bus: str = "bus") -> Picture:
    """Draw which way every event went.

    Args:
        trace: what happened; lanes before the bus are publishers, those after it listeners.
        bus: the lane of the bus.

    Raises:
        ValueError: no such lane, or a step that neither reaches nor leaves it.
    """
    left, right = sides(trace, bus)
    ways: Ways = defaultdict(list)
    for step in trace.steps:
        ways[step.source, step.target].append(step)
    rows = {n: ROW_TWO_WAYS if ways[n, bus] and ways[bus, n] else ROW for n in (*left, *right)}
    tall = max(ROW, *(sum(rows[name] for name in side) for side in (left, right)))
    first, last = (
        max([0.9, *(text_width(_short(name), bold=True) + 0.3 for name in side)])
        for side in (left, right)
    )
    enter = MARGIN + first + PATH
    leave = enter + BUS
    width = leave + PATH + last + MARGIN
    title = fold(trace.title, width - 2 * MARGIN, 11.5, bold=True)
    top = MARGIN + 0.24 * (1 + title.count("\n")) + 0.1

    marks = legend([step.kind for step in trace.steps], width - 2 * MARGIN)
    page = Page(width, top + tall + MARGIN + len(marks) * LEGEND_LINE)
    page.text(MARGIN, MARGIN, title, size=11.5, bold=True, align="left", stand="top")
    _draw_box(page, enter, top, BUS, tall, bus)
    y = top + (tall - sum(rows[name] for name in left)) / 2
    for name in left:
        y += rows[name]
        middle = y - rows[name] / 2
        _draw_box(page, MARGIN, middle - BOX / 2, first, BOX, name)
        _draw_ways(page, (MARGIN + first, enter), middle, ways[name, bus], ways[bus, name])
    y = top + (tall - sum(rows[name] for name in right)) / 2
    for name in right:
        y += rows[name]
        middle = y - rows[name] / 2
        _draw_box(page, width - MARGIN - last, middle - BOX / 2, last, BOX, name)
        _draw_ways(page, (leave, leave + PATH), middle, ways[bus, name], ways[name, bus])
    draw_legend(page, marks, MARGIN, page.height - MARGIN)
    facts = [f"Flow of events through {bus}. {trace.title}"]
    facts += [f"Publishers: {', '.join(left)}"] * bool(left)
    facts += [f"Listeners: {', '.join(right)}"] * bool(right)
    facts += [f"{step.at}: {step.sentence}" for step in trace.steps]
    return Picture(page.figure, trace.title, ". ".join(facts) + ".", repr(trace))


def _draw_box(page: Page, x: float, y: float, width: float, height: float, name: str) -> None:
    page.box(x, y, width, height)
    page.text(x + width / 2, y + height / 2, _short(name, width - 0.1), bold=True)


def _short(name: str, width: float = 1.6) -> str:
    return fold(name, width, lines=1, bold=True)


def _draw_ways(
    page: Page, ends: tuple[float, float], y: float, there: list[Step], back: list[Step]
) -> None:
    """Draw the messages to the right, above, and those to the left, below."""
    aside = ASIDE if there and back else 0.0
    if there:
        _draw_way(page, ends, y - aside, there, up=True)
    if back:
        _draw_way(page, (ends[1], ends[0]), y + aside, back, up=False)
    if not there and not back:
        page.line([(ends[0], y), (ends[1], y)], color=RULE, linewidth=1, linestyle=":")
        page.text(sum(ends) / 2, y - 0.06, "no message", size=8, color=FAINT, stand="bottom")


def _draw_way(
    page: Page, ends: tuple[float, float], y: float, steps: list[Step], *, up: bool
) -> None:
    middle = sum(ends) / 2
    arrow = {"arrowstyle": "-|>", "color": RULE, "linewidth": 1.4, "shrinkA": 0, "shrinkB": 0}
    page.axes.annotate("", (ends[1], y), (ends[0], y), arrowprops=arrow)
    shown = steps if len(steps) <= MOST_DOTS else steps[: MOST_DOTS - 1]
    count = min(len(steps), MOST_DOTS)
    places = [middle + APART * (i - (count - 1) / 2) for i in range(count)]
    for step, x in zip(shown, places, strict=False):
        MARKS[step.kind].draw_number(page, x, y, step.at)
    if len(shown) < len(steps):
        page.text(places[-1], y, f"+{len(steps) - len(shown)}", size=8)
    labels = ", ".join(dict.fromkeys(step.label for step in steps if step.label))
    words = fold(labels, PATH - 0.1, 8)
    away = 0.21 if up and any(MARKS[step.kind].marker == "^" for step in steps) else 0.16
    page.text(middle, y + (-away if up else away), words, size=8, stand="bottom" if up else "top")
