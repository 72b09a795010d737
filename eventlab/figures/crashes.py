"""Crash picture: how many effects one event has, wherever its consumer dies, and what one bet."""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from eventlab.figures.marks import MARKS
from eventlab.figures.picture import FAINT, WIDTH, Page, Picture, fold, own_style, text_width
from eventlab.sim.matrix import Cell, CrashMatrix

MOST = 7  # crashes of one strategy, side by side
MARGIN = 0.22  # inches, as all that follow
CELL = 0.64  # a cell's height
BETWEEN = 0.1
SMALL = 7.5  # points
_MARKS = {"lost": MARKS["lost"], "right": MARKS["ack"], "doubled": MARKS["duplicate"]}


class GuessError(ValueError):
    """A guess that does not fit the matrix. A notebook shows its one line, and no traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"Your guess: {self}"]


@own_style()
def crash_picture(
    matrix: CrashMatrix,
    guess: Mapping[str, Sequence[int]] | None = None,
    *,
    shown: int | None = None,
) -> Picture:
    """Draw a row for each strategy, and in it a cell for each place where the consumer may die.

    Args:
        matrix: what `crash_matrix` counted.
        guess: the learner's numbers, for all strategies or some, to stand beside what happened. A
            row whose guess is still empty stays covered.
        shown: how many cells of each row are uncovered, from the left; by default all. With 0 it
            is the form in which to bet.

    Raises:
        ValueError: nothing to draw, or too much of it.
        GuessError: the guess does not fit the matrix.
    """
    bets = _bets(matrix, guess or {})
    most = max(map(len, matrix.rows.values()))
    open_cells = most if shown is None else shown
    if open_cells < 0:
        raise ValueError(f"shown counts the uncovered cells of a row: {shown} is less than 0")
    seen_of = {n: row[: open_cells * (bets.get(n) != ())] for n, row in matrix.rows.items()}
    title = _title(matrix, bets, seen_of)
    left = MARGIN + min(max(text_width(name, bold=True) for name in matrix.rows), 2.0) + 0.2
    widest = _width_of("99", "doubled") + 2 * BETWEEN  # whatever is covered: a width tells too
    column = max(min((WIDTH - MARGIN - left) / max(most, 3), 1.9), widest)
    width = left + column * max(most, 3) + MARGIN
    head = fold(title, width - 2 * MARGIN, 11.5, lines=4, bold=True)
    top = MARGIN + 0.24 * (1 + head.count("\n")) + 0.1
    under = 0.16 if any(bets.values()) else 0.0
    height = CELL + under
    page = Page(width, top + 0.3 + (height + BETWEEN) * len(matrix.rows) + 0.1)
    page.text(MARGIN, MARGIN, head, size=11.5, bold=True, align="left", stand="top")
    about = fold("effects, if it crashes ...", width - left - MARGIN, 8, lines=1)
    page.text(left, top + 0.1, about, size=8, color=FAINT, align="left")
    facts = []
    y = top + 0.3
    for name, row in matrix.rows.items():
        words = fold(name, left - MARGIN - 0.12, lines=3, bold=True)
        page.text(MARGIN, y + CELL / 2, words, bold=True, align="left")
        for i, (cell, bet) in enumerate(zip_longest(row, bets.get(name, ()))):
            x, seen = left + i * column, i < len(seen_of[name])
            page.box(x, y, column - BETWEEN, height)
            _draw(page, cell, seen, x, y, column - BETWEEN)
            said = _said(cell, bet) if seen else "" if bet is None else f"you bet {bet}"
            middle = x + (column - BETWEEN) / 2
            page.text(middle, y + CELL + 0.05, said, size=8, color=FAINT)
            outcome = f"{_effects(cell)}, {_word(cell)}" if seen else "not shown yet"
            facts.append(f"{name}, crash {cell.place}: {outcome}{said and f', {said}'}")
        y += height + BETWEEN
    alt = ". ".join(["Crash matrix", title, *facts]) + "."
    return Picture(page.figure, title, alt, "\n".join([title, *facts]))


def _draw(page: Page, cell: Cell, seen: bool, x: float, y: float, wide: float) -> None:
    """Draw where it crashed, how often the effect took place, and the mark and word for that."""
    middle = x + wide / 2
    place = fold(cell.place, wide - 0.1, SMALL)
    page.text(middle, y + 0.06, place, size=SMALL, color=FAINT, stand="top")
    line = y + CELL - 0.2
    if not seen:
        page.text(middle, line, "?", size=14, color=FAINT)
        return
    word = _word(cell)
    number = str(cell.effects)
    start = middle - _width_of(number, word) / 2
    page.text(start, line, number, size=14, bold=True, align="left")
    start += text_width(number, 14, bold=True) + 0.19
    _MARKS[word].draw(page, start, line)
    page.text(start + 0.15, line, word, align="left")


def _width_of(number: str, word: str) -> float:
    """Return the width of a number with its mark and its word."""
    return text_width(number, 14, bold=True) + 0.34 + text_width(word)


def _effects(cell: Cell) -> str:
    return f"{cell.effects} effect{'s' * (cell.effects != 1)}"


def _word(cell: Cell) -> str:
    return ("lost", "right")[cell.effects] if cell.effects < 2 else "doubled"


def _said(cell: Cell, bet: int | None) -> str:
    if bet is None:
        return ""
    return "as you bet" if bet == cell.effects else f"you bet {bet}"


def _bets(matrix: CrashMatrix, guess: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, ...]]:
    """Check that there is something to draw, and that the guess has a number for each cell."""
    if not matrix.rows:
        raise ValueError("the matrix has no strategies: pass some to crash_matrix")
    for name, row in matrix.rows.items():
        if len(row) > MOST:
            raise ValueError(f"{name!r} has {len(row)} places to crash; {MOST} fit side by side")
    for name, numbers in guess.items():
        if name not in matrix.rows:
            known = ", ".join(map(repr, matrix.rows))
            raise GuessError(f"it is about {name!r}; the strategies are {known}")
        places = len(matrix.rows[name])
        if not isinstance(numbers, Sequence):
            raise GuessError(f"{name!r} wants {places} numbers in brackets, not {numbers!r}")
        if len(numbers) not in (0, places):
            raise GuessError(
                f"{name!r} can crash in {places} places, so it wants {places} numbers, "
                f"not {len(numbers)}"
            )
    return {name: tuple(numbers) for name, numbers in guess.items()}


def _title(
    matrix: CrashMatrix, bets: Mapping[str, tuple[int, ...]], seen: Mapping[str, tuple[Cell, ...]]
) -> str:
    """Name who is right everywhere; before all is uncovered only count what is."""
    cells = [cell for row in seen.values() for cell in row]
    total = sum(map(len, matrix.rows.values()))
    count = {word: sum(_word(cell) == word for cell in cells) for word in _MARKS}
    lost, doubled = count["lost"], count["doubled"]
    wrong = f"{lost} lose{'s' * (lost == 1)} the effect, {doubled} double{'s' * (doubled == 1)} it"
    if len(cells) < total:
        title = f"{len(cells)} of {total} crashes shown: {wrong}"
    else:
        title = f"{_right_everywhere(seen)}; of {total} crashes {wrong}"
    if any(bets.values()):
        pairs = [(c, b) for name in bets for c, b in zip(seen[name], bets[name], strict=False)]
        title += f"; you bet {sum(c.effects == b for c, b in pairs)} of {len(pairs)} right"
    return title


def _right_everywhere(rows: Mapping[str, tuple[Cell, ...]]) -> str:
    right = [name for name, row in rows.items() if all(cell.effects == 1 for cell in row)]
    if len(rows) == 1:
        (name,) = rows
        return f'"{name}" {"always has" if right else "does not always have"} one effect'
    who = {0: "None", 1: f'Only "{(right or [""])[0]}"'}.get(len(right), str(len(right)))
    return f"{who} of {len(rows)} strategies always ha{'ve' if len(right) > 1 else 's'} one effect"
