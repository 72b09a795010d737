"""The picture of the learner's progress: a line for each concept, a mark for each thing asked."""

from collections import Counter
from collections.abc import Iterator

from eventlab.course.bets import CONFIDENCE
from eventlab.course.content import Bet
from eventlab.course.learner.standing import Concept, Progress
from eventlab.figures.marks import Mark
from eventlab.figures.picture import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    ORANGE,
    RULE,
    VERMILION,
    Page,
    Picture,
    fold,
    own_style,
    text_width,
)

MARKS = {
    "firm": Mark("firm", GREEN, "o", edge=INK),
    "mended": Mark("right in the end, or with help", ORANGE, "D", size=8, edge=INK),
    "lost": Mark("a bet that surprised you", INK, "*", filled=False, size=11),
    "wrong": Mark("wrong at the last try", VERMILION, "x"),
    "not tried": Mark("not tried", FAINT, "s", filled=False, size=7),
}
WIDTH, MARGIN, ROW = 7.8, 0.22, 0.27  # inches, as all that follow
NAME, FIRST, STEP, STATE, DUE = 2.75, 3.25, 0.22, 5.7, 6.6
MOST_MARKS = int((STATE - FIRST) / STEP) - 2  # the rest is a number
BAR = 2.4
MOST_ROWS = 30  # with more, lessons that are all firm are told in one line


def standing_picture(progress: Progress) -> Picture:
    """Draw how firm each concept of the lessons sits that were opened, and what is due.

    Below it, for each confidence that was given, how often it was right.
    """
    shown = progress.concepts
    title = _title(progress, shown)
    with own_style():
        rows = _rows(progress, shown)
        used = [name for name in MARKS if any(name in marks for *_, marks in rows)]
        levels = sum(ROW for _ in _levels(progress))
        top = MARGIN + 0.42
        height = top + ROW * len(rows) + 0.46 + (levels + 0.4 if levels else 0)
        page = Page(WIDTH, height)
        heading = fold(title, WIDTH - 2 * MARGIN, 11.5, bold=True, lines=1)
        page.text(MARGIN, MARGIN, heading, size=11.5, bold=True, align="left", stand="top")
        for number, row in enumerate(rows):
            _draw_row(page, top + ROW * (number + 0.5), *row)
        y = top + ROW * len(rows) + 0.23
        _draw_legend(page, y, used)
        if levels:
            _draw_levels(page, y + 0.4, progress)
    text = "\n".join([title, *_lines(progress, shown), *_sentences(progress)])
    alt = ". ".join([title, *_told(progress, shown), *_sentences(progress)])
    return Picture(page.figure, title, f"Progress. {alt}.", text)


Row = tuple[str, bool, str, str, list[str]]  # the words, whether a lesson, its state, due, marks


def _rows(progress: Progress, shown: list[Concept]) -> list[Row]:
    rows: list[Row] = []
    lessons = list(dict.fromkeys(concept.lesson.name for concept in shown))
    short = len(shown) + len(lessons) > MOST_ROWS
    for name in lessons:
        here = [concept for concept in shown if concept.lesson.name == name]
        done = all(c.state == "firm" and not c.due(progress.now) for c in here)
        rows.append((here[0].lesson.title, True, "all firm" if short and done else "", "", []))
        for concept in [] if short and done else here:
            told = _due(progress, concept)
            rows.append((concept.name, False, concept.state, told, _marks(concept)))
    return rows


def _marks(concept: Concept) -> list[str]:
    lost = {"mended": "lost"}
    return [
        lost.get(standing.mark, standing.mark) if isinstance(standing.entry, Bet) else standing.mark
        for standing in concept.standings
    ]


def _draw_row(
    page: Page, y: float, words: str, lesson: bool, state: str, due: str, marks: list[str]
) -> None:
    name = fold(words, WIDTH - 3 if lesson else NAME, 9, lines=1, bold=lesson)
    indent = 0.0 if lesson else 0.18
    page.text(MARGIN + indent, y, name, align="left", bold=lesson)
    if lesson:
        page.line([(MARGIN, y - ROW / 2), (WIDTH - MARGIN, y - ROW / 2)], color=RULE, linewidth=0.6)
    for number, mark in enumerate(marks[:MOST_MARKS]):
        MARKS[mark].draw(page, FIRST + STEP * number, y)
    if more := len(marks[MOST_MARKS:]):
        page.text(FIRST + STEP * MOST_MARKS - 0.08, y, f"+{more}", align="left", size=8)
    page.text(STATE, y, state, align="left", bold=state == "not firm")
    page.text(DUE, y, due, align="left")


def _draw_legend(page: Page, y: float, used: list[str]) -> None:
    x = MARGIN + 0.1
    for name in used:
        MARKS[name].draw(page, x, y)
        page.text(x + 0.14, y, MARKS[name].word, size=8, align="left")
        x += 0.14 + text_width(MARKS[name].word, 8) + 0.3


def _draw_levels(page: Page, y: float, progress: Progress) -> None:
    page.text(MARGIN, y, "How sure you were, and how often you were right", align="left", bold=True)
    for name, right, given in _levels(progress):
        y += ROW
        page.text(MARGIN + 0.18, y, name, align="left")
        left, thick = 1.6, {"linewidth": 9, "solid_capstyle": "butt"}
        page.line([(left, y), (left + BAR, y)], color="#e3e3e3", **thick)
        page.line([(left, y), (left + BAR * right / given, y)], color=BLUE, **thick)
        page.text(left + BAR + 0.15, y, f"{right} of {given}", align="left")


def _levels(progress: Progress) -> Iterator[tuple[str, int, int]]:
    for number, name in enumerate(CONFIDENCE):
        if level := progress.levels.get(number):
            yield name, level.right, level.given


def _title(progress: Progress, shown: list[Concept]) -> str:
    firm = sum(concept.state == "firm" for concept in shown)
    due = sum(len(concept.due(progress.now)) for concept in shown)
    again = f", {due} to review" if due else ""
    return f"{firm} of {len(shown)} concept{'s' * (len(shown) != 1)} firm{again}"


def _lines(progress: Progress, shown: list[Concept]) -> list[str]:
    table = [
        (c.name, c.state, _counted(_marks(c)), c.lesson.title, _due(progress, c)) for c in shown
    ]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in table]


def _told(progress: Progress, shown: list[Concept]) -> list[str]:
    return [
        f"{c.name}, in {c.lesson.title}: {c.state}, of what is asked {_counted(_marks(c))}"
        + (f", {_due(progress, c)}" if _due(progress, c) else "")
        for c in shown
    ]


def _due(progress: Progress, concept: Concept) -> str:
    number = len(concept.due(progress.now))
    return f"{number} to review" if number else ""


def _counted(marks: list[str]) -> str:
    words = {"mended": "right in the end", "lost": "lost bet"}
    return ", ".join(f"{n} {words.get(mark, mark)}" for mark, n in Counter(marks).items())


def _sentences(progress: Progress) -> list[str]:
    return [f"{name}: right in {right} of {given}" for name, right, given in _levels(progress)]
