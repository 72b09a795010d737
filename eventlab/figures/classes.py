"""Class picture: who holds a reference to whom, before and after, and the pattern's name."""

from collections.abc import Collection, Mapping

from eventlab.figures.panel import Panel, draw_arrow
from eventlab.figures.picture import FAINT, WIDTH, Page, Picture, fold, own_style, text_width
from eventlab.figures.relations import VERBS, How, Relations

MARGIN = 0.22  # inches, as all that follow
BESIDE = 0.5
BELOW = 0.2
LEGEND = 0.5
LEGEND_WIDTH = 4.2


@own_style()
def class_picture(
    before: Relations,
    after: Relations | None = None,
    *,
    pattern: str = "",
    highlight: Collection[str] | None = None,
) -> Picture:
    """Draw one state, or two: side by side where the width allows it, else one above the other.

    Args:
        before: what `who_holds_whom` found.
        after: what it found after the change.
        pattern: the name of the pattern that the classes form ("Mediator").
        highlight: names of boxes to draw with a heavy border; by default those that are new.

    Raises:
        ValueError: a name to highlight that no box has.
    """
    states = {"": before} if after is None else {"before": before, "after": after}
    names = [{box.name for box in state.boxes} for state in states.values()]
    chosen = names[-1] - names[0] if highlight is None else {*highlight}
    if strangers := chosen - names[0] - names[-1]:
        raise ValueError(f"no box is named {min(strangers)!r}")
    title = ": ".join(filter(None, [pattern, change(before, after, "holds")]))
    return draw_states("Class picture", title, states, dict.fromkeys(states, chosen))


def draw_states(
    kind: str,
    title: str,
    states: Mapping[str, Relations],
    chosen: Mapping[str, Collection[str]],
    heavy: str = "",
) -> Picture:
    """Draw each state under its heading.

    Args:
        kind: what the alt text calls the figure.
        title: what it shows.
        states: by their headings.
        chosen: for each of them the names of boxes to draw with a heavy border.
        heavy: what that border means, where the reader could not know.
    """
    panels = [Panel(state, heading, chosen[heading]) for heading, state in states.items()]
    apart = sum(panel.width + BESIDE for panel in panels) - BESIDE
    beside = apart <= WIDTH - 2 * MARGIN
    content = apart if beside else max(panel.width for panel in panels)
    width = 2 * MARGIN + max(content, min(text_width(title, 11.5, bold=True), 5.0), LEGEND_WIDTH)
    folded = fold(title, width - 2 * MARGIN, 11.5, lines=4, bold=True)
    top = MARGIN + 0.24 * (1 + folded.count("\n")) + 0.1
    tall = max(p.height for p in panels) if beside else sum(p.height + BELOW for p in panels)

    page = Page(width, top + tall + LEGEND)
    told = _chosen(chosen, heavy)
    page.text(MARGIN, MARGIN, folded, size=11.5, bold=True, align="left", stand="top")
    x = MARGIN
    for panel in panels:
        panel.draw(page, x, top)
        if beside:
            x += panel.width + BESIDE
        else:
            top += panel.height + BELOW
    used = {arrow.how for state in states.values() for arrow in state.references}
    _legend(page, used, heavy if told else "")
    text = [title]
    for heading, state in states.items():
        indent = "  " * bool(heading)
        text += [heading, *(indent + line for line in repr(state).split("\n"))]
    text += told if heavy else []
    alt = _alt(f"{kind}. {title}", states, told)
    return Picture(page.figure, title, alt, "\n".join(filter(None, text)))


def change(before: Relations, after: Relations | None, how: How) -> str:
    """Say whose number of references changed most; with one state, who has most."""
    counts = {box.name: before.held_by(box.name, how) for box in before.boxes}
    most = max(counts, key=lambda name: counts[name])
    if after is None:
        return f"{most} {how} {_others(counts[most])}" if counts[most] else f"nobody {how} anybody"
    later = {box.name: after.held_by(box.name, how) for box in after.boxes}
    both = [name for name in counts if name in later]
    if not both:
        return f"{_others(sum(counts.values()))} held before, {sum(later.values())} after"
    most = max(both, key=lambda name: abs(counts[name] - later[name]))
    return f"{most} {how} {_others(counts[most])} before, {later[most]} after"


def _others(count: int) -> str:
    return f"{count} other" + "s" * (count != 1)


def _legend(page: Page, used: set[How], heavy: str) -> None:
    x, y = MARGIN, page.height - MARGIN
    for how, words in VERBS.items():
        if how in used:
            draw_arrow(page, [(x, y), (x + 0.4, y)], how)
            page.text(x + 0.5, y, words, size=8, color=FAINT, align="left")
            x += 0.5 + text_width(words, 8) + 0.3
    if heavy:
        page.box(x, y - 0.07, 0.3, 0.14, heavy=True)
        page.text(x + 0.4, y, heavy, size=8, color=FAINT, align="left")


def _chosen(chosen: Mapping[str, Collection[str]], heavy: str) -> list[str]:
    """Say which boxes have a heavy border: in all states, or, where that differs, in each."""
    word = heavy.capitalize() or "Highlighted"
    if len({frozenset(names) for names in chosen.values()}) == 1:
        chosen = {"": next(iter(chosen.values()))}
    said = {f"{word} {heading}".strip(): ", ".join(sorted(n)) for heading, n in chosen.items() if n}
    return [f"{words}: {names}" for words, names in said.items()]


def _alt(head: str, states: Mapping[str, Relations], told: list[str]) -> str:
    sentences = [head]
    for heading, state in states.items():
        boxes = ", ".join(
            f"{box.name} ({', '.join([box.kind, *box.members])})" for box in state.boxes
        )
        known = [arrow.sentence for arrow in state.references] or ["Nobody knows anybody"]
        sentences += [f"{heading.capitalize()}: {boxes}" if heading else boxes, *known]
    return ". ".join([*sentences, *told]) + "."
