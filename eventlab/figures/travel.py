"""Time travel: a log as tiles, a cursor in it, and what has come of the events up to there."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import ceil
from typing import Any

from matplotlib.patches import Rectangle

from eventlab.event import Event
from eventlab.figures.picture import (
    BLUE,
    FAINT,
    INK,
    RULE,
    WIDTH,
    Page,
    Picture,
    fold,
    own_style,
)

MOST_EVENTS = 36
MOST_LINES = 8  # of a view
MOST_VIEWS = 4
MARGIN = 0.22  # inches, as all that follow
TILES = 6  # in a row
TILE = (WIDTH - 2 * MARGIN) / TILES
TALL, ROW = 0.5, 0.78
LINE = 0.17
_LINE: Any = {"align": "left", "stand": "baseline"}
View = Callable[[Sequence[Event]], Any]


@own_style()
def time_travel(events: Sequence[Event], at: int, views: Mapping[str, View]) -> Picture:
    """Draw the log, with a cursor behind event number `at`, and the views of all before it.

    Args:
        events: the log, or one stream of it, from its beginning.
        at: how many events have happened at the cursor; 0 is before the first.
        views: by name, functions of the events up to the cursor: the folded state, and
            projections. A dict that one returns is shown a line a key, a list a line an item.

    Raises:
        ValueError: a cursor outside the log, no view, or more events or views than can be drawn.
    """
    if not 0 <= at <= len(events):
        raise ValueError(f"the cursor is at {at}, and the log has {len(events)} events")
    if len(events) > MOST_EVENTS:
        raise ValueError(f"{len(events)} events, and a picture shows at most {MOST_EVENTS}")
    if not 1 <= len(views) <= MOST_VIEWS:
        raise ValueError(f"{len(views)} views: from 1 to {MOST_VIEWS} can be drawn")
    found = {name: _lines(view(events[:at])) for name, view in views.items()}
    first = next(iter(found))
    title = f"after {at} of {len(events)} events: {first} {', '.join(found[first]) or 'is empty'}"
    head = fold(title, WIDTH - 2 * MARGIN, 11.5, lines=3, bold=True)
    top = MARGIN + 0.24 * (1 + head.count("\n")) + 0.3
    rows = max(1, ceil(len(events) / TILES))
    tall = max(min(len(lines), MOST_LINES) for lines in found.values())
    page = Page(WIDTH, top + ROW * rows + 0.1 + 0.5 + LINE * max(tall, 1) + MARGIN)
    page.text(MARGIN, MARGIN, head, size=11.5, bold=True, align="left", stand="top")
    for index, event in enumerate(events):
        _draw_tile(page, event, index, top, at)
    if at == 0:
        _draw_cursor(page, MARGIN + 0.1, top, "now, before all")
    width = (WIDTH - 2 * MARGIN + 0.15) / len(found)
    y = top + ROW * rows + 0.1
    for number, (name, lines) in enumerate(found.items()):
        _draw_view(page, name, lines, MARGIN + number * width, y, width - 0.15, max(tall, 1))
    facts = [f"{n}: {_words(event)}" for n, event in enumerate(events, start=1)]
    facts[at:] = [f"{fact}, not yet" for fact in facts[at:]]
    shown = [f"{name}: {', '.join(lines) or 'empty'}" for name, lines in found.items()]
    alt = ". ".join([f"Time travel, {title}", *facts, *shown]) + "."
    marks = [f"{'>' if n == at else ' '} {fact}" for n, fact in enumerate(facts, start=1)]
    return Picture(page.figure, title, alt, "\n".join([title, *marks, *shown]))


def late_model(
    events: Sequence[Event],
    happened: int,
    every: int,
    projection: Any,
    show: Callable[[], Any],
) -> Picture:
    """Append events while a projection catches up behind every few; draw what each model shows.

    Args:
        events: the log.
        happened: how many of them have happened.
        every: behind how many events it catches up.
        projection: a new one over an empty `store` of its own, with `catch_up` and `position`.
        show: returns what its read model shows at the moment.

    Raises:
        ValueError: `every` is below 1; and as `time_travel` does.
    """
    if every < 1:
        raise ValueError(f"every is {every}: it catches up behind one event at least")
    for number, event in enumerate(events[:happened], start=1):
        projection.store.append("log", [event])
        if number % every == 0:
            projection.catch_up()
    end = max((recorded.position for recorded in projection.store.read_all()), default=0)
    lag, late = end - projection.position, show()
    projection.catch_up()
    told = f"{lag} position{'s' * (lag != 1)}"
    found = {"read model": late, "lag": told, "when caught up": show()}
    views = {name: partial(_given, value) for name, value in found.items()}
    return time_travel(events, happened, views)


def _given(value: Any, events: Sequence[Event]) -> Any:
    return value


def _draw_tile(page: Page, event: Event, index: int, top: float, at: int) -> None:
    x, y = MARGIN + TILE * (index % TILES), top + ROW * (index // TILES)
    past = index < at
    page.axes.add_patch(
        Rectangle(
            (x, y),
            TILE - 0.06,
            TALL,
            facecolor="#eef6fb" if past else "white",
            edgecolor=INK if past else RULE,
            linestyle="-" if past else (0, (3, 2)),
            linewidth=1.0,
        )
    )
    color = INK if past else FAINT
    wide = TILE - 0.2
    name = fold(f"{index + 1} {event.type}", wide, 8.5, lines=1, bold=past)
    page.text(x + 0.07, y + 0.18, name, size=8.5, color=color, bold=past, **_LINE)
    said = fold(_payload(event), wide, 8, lines=1)
    page.text(x + 0.07, y + 0.4, said, size=8, color=color, **_LINE)
    if index + 1 == at:
        _draw_cursor(page, x + TILE - 0.13, y, "now")


def _draw_cursor(page: Page, x: float, y: float, words: str) -> None:
    page.axes.plot([x], [y - 0.07], marker="v", markersize=8, color=BLUE, zorder=5)
    align = "right" if words == "now" else "left"
    aside = -0.1 if words == "now" else 0.1
    page.text(x + aside, y - 0.08, words, size=8, color=FAINT, align=align)


def _draw_view(
    page: Page, name: str, lines: list[str], x: float, y: float, width: float, tall: int
) -> None:
    page.box(x, y, width, 0.45 + LINE * tall)
    page.text(
        x + 0.12, y + 0.17, fold(name, width - 0.24, lines=1, bold=True), bold=True, align="left"
    )
    shown = lines if len(lines) <= MOST_LINES else lines[: MOST_LINES - 1]
    shown = shown + [f"... {len(lines) - len(shown)} more"] * (len(lines) > len(shown))
    for number, line in enumerate(shown or ["empty"]):
        words = fold(line, width - 0.24, 8.5, lines=1)
        page.text(x + 0.12, y + 0.44 + LINE * number, words, size=8.5, **_LINE)


def _lines(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        return [f"{key}: {each}" for key, each in value.items()]
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return [str(each) for each in items]
    return str(value).splitlines()


def _payload(event: Event) -> str:
    return ", ".join(f"{key} {value}" for key, value in event.data.items())


def _words(event: Event) -> str:
    return f"{event.type} ({_payload(event)})" if event.data else event.type
