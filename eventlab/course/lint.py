"""What every lesson must be like, as far as a program can tell. Each rule yields one line a fault.

The limits are the course's own: a lesson is read in fifteen minutes, does one thing a cell, and
never leaves the learner a spectator for long.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from eventlab.course.build import ROOT
from eventlab.course.content import Lesson

MOST_WORDS, MOST_CODE_LINES = 1_200, 120
CELL_LINES, CELL_WORDS = 12, 90
LARGE = 10  # per cent of the cells that may be over one of the two limits above
HARD_CELL_LINES = 20  # blanks and comments included: what one has to take in at a glance
ACT_EVERY = 3

ACT = re.compile(
    r"\b(quiz|predict|reveal|BusFlow|Moving|check|ten_questions)\(|# Your turn",
    re.IGNORECASE,
)
INCOMPARABLE = {
    r"\bwith \w*\.?Output\(": "an Output context",
    r"\binteract\w*\(": "interact",
    r"\bclear_output\(": "clear_output",
    r"\bdisplay_id\b|\bupdate_display\(": "a display that is updated",
    r";\s*$": "a trailing semicolon",
    r"\btime\.sleep\(": "time.sleep: take a clock",
    r"\basyncio\.run\(": "asyncio.run: a loop is running, write `await`",
}
IMAGE = re.compile(r"<img\b[^>]*>")
ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")
LINK = re.compile(r"\]\(([^)#:]+)(#[^)]*)?\)")
CARD = re.compile(r"\b(?:quiz|predict|reveal|check|hint|solution)\(\s*[\"']([^\"']+)[\"']")

Rule = Callable[[NotebookNode], Iterator[str]]


def lint(lesson: Lesson, root: Path = ROOT) -> list[str]:
    """Return what is wrong with a lesson's notebooks, a line each; nothing if all is well."""
    return [*lint_notebooks(lesson.name, root), *_ids(lesson, root), *_questions(lesson)]


def lint_notebooks(name: str, root: Path = ROOT) -> list[str]:
    """Do the same for a lesson whose data file cannot be read: without what it asks."""
    faults = []
    for folder in ("notebooks", "exercises", "solutions"):
        path = root / folder / f"{name}.ipynb"
        notebook = _read(path)
        if notebook is None:
            continue
        rules = (*EVERYWHERE, *LESSONS_ONLY) if folder == "notebooks" else EVERYWHERE
        found = [fault for rule in rules for fault in rule(notebook)]
        found += _links(notebook, path.parent)
        faults += [f"{folder}/{path.name}, {fault}" for fault in found]
    return faults


def _read(path: Path) -> NotebookNode | None:
    """Read a notebook; of one that is not there, or is none, `build.differences` tells."""
    try:
        notebook: NotebookNode = nbformat.read(path, as_version=4)
    except Exception:
        return None
    return notebook


def lines(cell: NotebookNode) -> int:
    """Count a code cell's lines of code: neither blank nor a comment alone."""
    return sum(line.strip()[:1] not in ("", "#") for line in cell.source.splitlines())


def words(cell: NotebookNode) -> int:
    """Count a prose cell's words; where a link leads does not count."""
    return len(re.findall(r"[\w'`]+", LINK.sub("]", cell.source)))


def _code(notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
    return [(i, c) for i, c in enumerate(notebook.cells) if c.cell_type == "code"]


def _prose(notebook: NotebookNode) -> list[tuple[int, NotebookNode]]:
    return [(i, c) for i, c in enumerate(notebook.cells) if c.cell_type == "markdown"]


def _executed(notebook: NotebookNode) -> Iterator[str]:
    for i, cell in _code(notebook):
        if cell.execution_count is None:
            yield f"cell {i}: was never executed"
        if any(o.output_type == "error" for o in cell.outputs):
            yield f"cell {i}: raises"


def _comparable(notebook: NotebookNode) -> Iterator[str]:
    for i, cell in _code(notebook):
        for pattern, name in INCOMPARABLE.items():
            if re.search(pattern, cell.source, re.MULTILINE):
                yield f"cell {i}: {name}, which no test can compare"
        for output in cell.outputs:
            shown = str(output.get("data", {}).get("text/plain", output.get("text", "")))
            if ADDRESS.search(shown):
                yield f"cell {i}: shows the address of an object, which changes with every run"


def _described(notebook: NotebookNode) -> Iterator[str]:
    for i, cell in _code(notebook):
        for output in cell.outputs:
            data = output.get("data", {})
            if "image/png" in data:
                yield f"cell {i}: a bare image; return a Picture, which has alt text and a twin"
            for image in IMAGE.findall(str(data.get("text/html", ""))):
                if not re.search(r'alt="[^"]+"', image):
                    yield f"cell {i}: the figure has no alt text"
                if str(data.get("text/plain", "<")).startswith("<"):
                    yield f"cell {i}: the figure has no text twin"
    for i, cell in _prose(notebook):
        if "![](" in cell.source:
            yield f"cell {i}: the picture has no alt text"


def _links(notebook: NotebookNode, folder: Path) -> Iterator[str]:
    for i, cell in _prose(notebook):
        for match in LINK.finditer(cell.source):
            if not (folder / match[1]).exists():
                yield f"cell {i}: the link leads nowhere: {match[1]}"


def _no_long_cell(notebook: NotebookNode) -> Iterator[str]:
    for i, cell in _code(notebook):
        if (tall := len(cell.source.splitlines())) > HARD_CELL_LINES:
            yield f"cell {i}: {tall} lines, blanks and comments included; at most {HARD_CELL_LINES}"


def _small_cells(notebook: NotebookNode) -> Iterator[str]:
    code, prose = _code(notebook), _prose(notebook)
    for cells, size, limit in ((code, lines, CELL_LINES), (prose, words, CELL_WORDS)):
        large = [f"{i} ({size(cell)})" for i, cell in cells if size(cell) > limit]
        if 100 * len(large) > LARGE * len(cells):
            unit = "lines" if size is lines else "words"
            yield f"too many cells over {limit} {unit}: {', '.join(large)} of {len(cells)}"


def _short(notebook: NotebookNode) -> Iterator[str]:
    total = sum(words(cell) for _, cell in _prose(notebook))
    if total > MOST_WORDS:
        yield f"{total} words, more than {MOST_WORDS}"
    code = sum(lines(cell) for _, cell in _code(notebook))
    if code > MOST_CODE_LINES:
        yield f"{code} lines of code, more than {MOST_CODE_LINES}"


def _active(notebook: NotebookNode) -> Iterator[str]:
    idle = 0
    for i, cell in enumerate(notebook.cells):
        acts = cell.cell_type == "code" and ACT.search(cell.source)
        idle = 0 if acts else idle + 1
        if idle == ACT_EVERY:
            yield f"cells {i - 2} to {i}: nothing to answer, edit or move"
            idle = 0


def _ids(lesson: Lesson, root: Path) -> Iterator[str]:
    used: set[str] = set()
    for folder in ("notebooks", "exercises"):
        path = root / folder / f"{lesson.name}.ipynb"
        if notebook := _read(path):
            used |= {id for _, cell in _code(notebook) for id in CARD.findall(cell.source)}
    there = {entry.id for entry in lesson.entries}
    for id in sorted(there - used):
        yield f"{lesson.name}/lesson.toml, {id}: no notebook of the lesson asks it"
    for id in sorted(id for id in used - there if not id.startswith("practice-")):
        yield f"{lesson.name}: a notebook asks {id}, which is not in lesson.toml"


def _questions(lesson: Lesson) -> Iterator[str]:
    for question in (*lesson.questions, *lesson.test):
        for number, variant in enumerate(question.variants()):
            for fault in variant.surprises():
                yield f"{lesson.name}/lesson.toml, {question.id}, variant {number}: {fault}"


EVERYWHERE: tuple[Rule, ...] = (_executed, _comparable, _described, _no_long_cell)
LESSONS_ONLY: tuple[Rule, ...] = (_small_cells, _short, _active)
