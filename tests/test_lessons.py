"""Every lesson is what its source says, and as every lesson must be."""

import copy
import re
import shutil

import nbformat
import pytest
from told import secrets

from eventlab.course import lint
from eventlab.course.build import ROOT, differences
from eventlab.course.content import lessons
from eventlab.course.source import SourceError, cut

LESSONS = pytest.mark.parametrize("lesson", lessons(), ids=lambda lesson: lesson.name)
BUS = next(lesson for lesson in lessons() if lesson.name == "03_event_bus")


@LESSONS
def test_no_notebook_holds_an_answer(lesson):
    for path in built(lesson, "notebooks", "exercises"):
        text = path.read_text(encoding="utf-8")
        for question in (*lesson.questions, *lesson.test):
            for variant in question.variants():
                assert [s for s in secrets(variant) if inside(s) in plain(text)] == []
        for bet in lesson.bets:
            assert [o.why for o in bet.options if inside(o.why) in plain(text)] == []
        for myth in lesson.myths:
            assert inside(myth.truth) not in plain(text)
        for task in lesson.tasks:
            assert [hint for hint in task.hints[1:] if inside(hint) in plain(text)] == []


def built(lesson, *folders):
    """The notebooks of a lesson in these folders; not every lesson has exercises."""
    paths = [ROOT / folder / f"{lesson.name}.ipynb" for folder in folders]
    return [path for path in paths if path.exists()]


EXERCISES = [lesson for lesson in lessons() if lesson.tasks]


@pytest.mark.parametrize("lesson", EXERCISES, ids=lambda lesson: lesson.name)
def test_an_unsolved_exercise_does_not_hold_the_solution(lesson):
    stub = nbformat.read(ROOT / "exercises" / f"{lesson.name}.ipynb", as_version=4)
    solved = nbformat.read(ROOT / "solutions" / f"{lesson.name}.ipynb", as_version=4)
    assert any("NotImplementedError" in cell.source for cell in stub.cells)
    changed = [
        (a, b) for a, b in zip(stub.cells, solved.cells, strict=True) if a.source != b.source
    ]
    assert changed
    assert all("NotImplementedError" not in b.source for _, b in changed)


def plain(text):
    return " ".join(re.findall(r"[a-z0-9]+", text.replace("\\n", " ").lower()))


def inside(text):
    """The first dozen words, enough to recognise a text by."""
    return " ".join(plain(text).split()[:12])


def test_a_solution_is_cut_out_and_its_stub_put_in():
    region = (
        "    # SOLUTION\n    return 1\n    # STUB\n    # raise NotImplementedError\n    # END\n"
    )
    text = "def f():\n" + region
    assert cut(text, "solution", "x") == "def f():\n    return 1\n"
    assert cut(text, "stub", "x") == "def f():\n    raise NotImplementedError\n"


@pytest.mark.parametrize("lost", ["# SOLUTION", "# STUB", "# END"])
def test_a_lost_marker_is_named_with_its_place(lost):
    text = "# SOLUTION\nx = 1\n# STUB\n# x = 0\n# END\n".replace(lost + "\n", "")
    with pytest.raises(SourceError, match=r"made_up/exercise\.py, about line [12]:"):
        cut(text, "stub", "made_up/exercise.py")


@pytest.fixture
def copied(tmp_path):
    for folder in ("notebooks", "exercises", "solutions"):
        (tmp_path / folder).mkdir()
        for path in (ROOT / folder).glob("*.ipynb"):
            shutil.copy(path, tmp_path / folder)
    return tmp_path


def change(root, folder, edit):
    path = root / folder / "03_event_bus.ipynb"
    notebook = nbformat.read(path, as_version=4)
    edit(notebook)
    nbformat.write(notebook, path)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def figure(notebook, html):
    output = nbformat.v4.new_output(
        "execute_result", {"text/html": html, "text/plain": "twin"}, execution_count=1
    )
    code(notebook)[0].outputs.append(output)


FAULTS = {
    "was never executed": lambda n: code(n)[3].update(execution_count=None),
    "clear_output": lambda n: code(n)[3].update(source="clear_output()"),
    "a trailing semicolon": lambda n: code(n)[3].update(source="plot();"),
    "time.sleep": lambda n: code(n)[3].update(source="time.sleep(1)"),
    "21 lines, blanks": lambda n: code(n)[3].update(source="x = 1\n\n# y\n" * 7),
    "too many cells over 12 lines": lambda n: [
        c.update(source=c.source + "\nx = 1" * 12) for c in code(n)[:5]
    ],
    "too many cells over 90 words": lambda n: [c.update(source="word " * 91) for c in prose(n)[:3]],
    "more than 1200": lambda n: prose(n)[0].update(source="word " * 1201),
    "nothing to answer, edit or move": lambda n: [
        c.update(source="x = 1") for c in n.cells[4:10] if c.cell_type == "code"
    ],
    "no alt text": lambda n: figure(n, '<img src="x">'),
    "leads nowhere": lambda n: prose(n)[0].update(source="[there](nowhere.ipynb)"),
    "which is not in lesson.toml": lambda n: code(n)[0].update(source="quiz('03-nothing')"),
    "no notebook of the lesson asks it": lambda n: [
        c.update(source="x = 1") for c in code(n) if "quiz(" in c.source
    ],
    "address of an object": lambda n: code(n)[0].outputs.append(
        nbformat.v4.new_output("stream", text="<object at 0x7f0012345678>")
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_lints_find(fault, copied):
    assert lint.lint(BUS, copied) == []
    change(copied, "notebooks", FAULTS[fault])
    assert fault in "\n".join(lint.lint(BUS, copied))


def test_a_notebook_that_was_edited_by_hand_is_found(copied):
    change(copied, "solutions", lambda n: prose(n)[0].update(source="Edited."))
    assert differences(BUS.folder, copied) == [
        "solutions/03_event_bus.ipynb differs from its source: run `eventlab build`"
    ]
    (copied / "exercises" / "03_event_bus.ipynb").unlink()
    assert len(differences(BUS.folder, copied)) == 2


def test_outputs_alone_are_no_difference(copied):
    change(copied, "notebooks", lambda n: [c.update(outputs=[]) for c in code(copy.copy(n))])
    assert differences(BUS.folder, copied) == []
