"""The picture of the ten questions before and after the course: a line for each concept."""

from collections.abc import Sequence

from eventlab.figures.marks import Mark
from eventlab.figures.picture import FAINT, GREEN, INK, RULE, VERMILION, Page, Picture, own_style

MARKS = {
    True: Mark("right", GREEN, "o", edge=INK),
    False: Mark("not yet", VERMILION, "x"),
    None: Mark("not answered", FAINT, "s", filled=False, size=7),
}
CHANGES = {
    (False, True): "learnt",
    (True, True): "kept",
    (True, False): "lost again",
    (False, False): "still open",
}
WIDTH, MARGIN, ROW = 6.4, 0.22, 0.29  # inches, as all that follow
BEFORE, AFTER, CHANGE = 3.3, 4.5, 5.1

Line = tuple[str, bool | None, bool | None]  # the concept, and whether it was right in each sitting


def sittings_picture(lines: Sequence[Line]) -> Picture:
    """Draw for each concept whether it was right before and after; None where nobody answered."""
    right = [sum(line[column] is True for line in lines) for column in (1, 2)]
    title = f"Before the course {right[0]} of {len(lines)} right, after it {right[1]}"
    with own_style():
        page = Page(WIDTH, MARGIN + 1.1 + ROW * (len(lines) + 1))
        page.text(MARGIN, MARGIN, title, size=11.5, bold=True, align="left", stand="top")
        y = MARGIN + 0.6
        page.text(BEFORE, y, "before", bold=True)
        page.text(AFTER, y, "after", bold=True)
        for concept, *marks in lines:
            y += ROW
            page.text(MARGIN, y, concept, align="left")
            page.line([(BEFORE, y), (AFTER, y)], color=RULE, linewidth=1.2)
            for x, mark in zip((BEFORE, AFTER), marks, strict=True):
                MARKS[mark].draw(page, x, y)
            change = _change(*marks)
            page.text(CHANGE, y, change, align="left", bold=change in ("learnt", "lost again"))
        x, y = MARGIN + 0.1, y + 0.5
        for look in MARKS.values():
            look.draw(page, x, y)
            page.text(x + 0.16, y, look.word, size=8, align="left")
            x += 1.3
    told = [
        f"{concept}: before {MARKS[before].word}, after {MARKS[after].word}"
        for concept, before, after in lines
    ]
    alt = ". ".join([title, *told])
    return Picture(page.figure, title, f"{alt}.", "\n".join([title, *told]))


def _change(before: bool | None, after: bool | None) -> str:
    return "" if before is None or after is None else CHANGES[before, after]
