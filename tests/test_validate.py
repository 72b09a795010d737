"""`eventlab validate` and `new-lesson`: the course is sound, and a made-up one is seen through."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from eventlab.course import cli
from eventlab.course.content import LESSONS
from eventlab.course.validate import lessons

ROOT = Path(__file__).resolve().parents[1]
BUILT = ("notebooks", "exercises", "solutions")


@pytest.mark.parametrize("lesson", lessons())
def test_nothing_is_wrong_with(lesson, capsys):
    code = cli.main(["validate", lesson])
    assert (code, capsys.readouterr().out) == (0, f"nothing is wrong with {lesson}\n")


def test_an_unknown_lesson_is_wrong_use(capsys):
    assert cli.main(["validate", "03_event_bus", "77_nothing"]) == 2
    assert capsys.readouterr().err.startswith("there is no lesson 77_nothing in ")


class Course:
    """A copy of the package and its notebooks, with lessons of its own."""

    def __init__(self, root):
        self.root = root
        unread = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        for folder in ("eventlab", *BUILT):
            shutil.copytree(ROOT / folder, root / folder, ignore=unread)
        self.lessons = root / "eventlab" / "lessons"

    def run(self, *arguments):
        """Run `eventlab ARGUMENTS` of the copy, with less patience."""
        code = (
            "import sys; from eventlab.course import cli, validate; "
            "validate.TRIAL_SECONDS = 10.0; sys.exit(cli.main(sys.argv[1:]))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.root)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    def copy(self, name):
        """Make another lesson of the sound one, with its notebooks, and return its folder."""
        words = {"90_sound": name, "90-": f"{name[:2]}-", "Sound": name[3:].capitalize()}
        paths = [self.root / built / "90_sound.ipynb" for built in BUILT]
        paths += [path for path in (self.lessons / "90_sound").rglob("*.*") if path.is_file()]
        for path in paths:
            text, target = path.read_text(encoding="utf-8"), str(path.relative_to(self.root))
            for old, new in words.items():
                text, target = text.replace(old, new), target.replace(old, new)
            (self.root / target).parent.mkdir(parents=True, exist_ok=True)
            (self.root / target).write_text(text, encoding="utf-8")
        return self.lessons / name


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def data(course):
    toml = course.copy("91_data") / "lesson.toml"
    change(toml, 'hint = "Look at what the two events have in common."', 'hint = ""')
    change(
        toml, 'why = "Each call of `publish` reaches every handler, whatever the event says."', ""
    )
    change(toml, 'id = "91-twice"', 'id = "91-same"')
    return [
        "91_data/lesson.toml: 91-same, options[1], Object missing required field `why`",
        "91_data/lesson.toml: 91-same, hint, Expected `str` of length >= 1",
        "91_data/lesson.toml, 91-same: the id stands there twice",
    ]


def twin(course):
    course.copy("90_twin")
    return [
        f"90_twin/lesson.toml, 90-{id}: the id stands in 90_sound/lesson.toml too"
        for id in ("twice", "same", "orders")
    ]


def no_toml(course):
    folder = course.copy("92_notoml")
    change(folder / "lesson.toml", "objectives = [", "objectives = ")
    change(folder / "mutants/92-orders/counts-events.txt", "Expected: 2", "Expected: two")
    return [
        "92_notoml/lesson.toml is not TOML",
        "92_notoml/mutants/92-orders/counts-events.txt: the learner reads something else now: "
        "line 3 is 'Expected: 2'",
    ]


def exercise(course):
    source = course.copy("93_exercise") / "exercise.py"
    right = 'return len({event.data["order"] for event in events})'
    change(source, right, "return len(events)")
    change(source, "# raise NotImplementedError", f"# {right}")
    return [
        "exercises/93_exercise.ipynb differs from its source: run `eventlab build`",
        "solutions/93_exercise.ipynb differs from its source: run `eventlab build`",
        "93_exercise/exercise.py, stub: 93-orders must be 'not attempted' and is 'passed'",
        "93_exercise/exercise.py, solution: 93-orders must be 'passed' and is 'failed'",
    ]


def mutants(course):
    folder = course.copy("94_mutants") / "mutants" / "94-orders"
    change(folder / "counts-events.py", "len(events)", 'len({e.data["order"] for e in events})')
    (folder / "no-number.py").write_text("# A text.\ndef count_orders(_): return 'two'\n")
    (folder / "value-instead-of-function--two.py").write_text("count_orders = 2\n")
    (folder / "broken.py").write_text("# It is no Python.\ndef\n")
    place = "94_mutants/mutants/94-orders"
    return [
        f"{place}/broken.py: must fail as 'broken', and is taken for no known mistake",
        f"{place}/broken.txt: is missing",
        f"{place}/counts-events.py: must fail as 'counts-events', and is 'passed'",
        f"{place}/no-number.py: must fail as 'no-number', and is taken for no known mistake",
        f"{place}/no-number.txt: is missing: `eventlab validate 94_mutants --golden`",
        f"{place}/value-instead-of-function--two.py: the first line must say what is special",
        f"{place}/value-instead-of-function--two.txt: is missing",
    ]


def checks(course):
    folder = course.copy("95_checks")
    change(folder / "checks.py", "if found != 2:", "if found != 2 or count_orders.__doc__ is None:")
    with (folder / "checks.py").open("a", encoding="utf-8") as file:
        file.write('\nUNSEEN = Mistake("unseen", "Nobody.", "nothing.")\n')
        file.write(
            '\n\n@orders.edge\ndef never(count_orders: Any) -> None:\n    """It is there."""\n'
        )
    (folder / "variants/95-orders/loop.py").unlink()
    return [
        "95_checks/variants/95-orders/dict.py: is right, and is 'failed': Failed (behaviour)",
        "95_checks/variants/95-orders: 1 right solutions; 2 that look different are the least",
        "95_checks/mutants/95-orders: none is rejected by the check 'It is there.'",
        "95_checks/checks: no mutant shows the mistake 'unseen'",
    ]


def other_task(course):
    change(course.copy("96_task") / "checks.py", '"96-orders"', '"96-other"')
    return [
        "96_task/checks: nothing checks the task 96-orders of lesson.toml",
        "96_task/checks: 96-other is no task in lesson.toml",
        '96_task/exercise.py, stub: no cell says check("96-other", ...)',
        '96_task/exercise.py, solution: no cell says check("96-other", ...)',
        "96_task/variants/96-other: 0 right solutions",
        "96_task/mutants/96-other: none is rejected by the check 'You hand in a function",
        "96_task/mutants/96-other: none is rejected by the check 'An order counts once",
        "96_task/checks: no mutant shows the mistake 'counts-events'",
    ]


def no_import(course):
    (course.copy("97_import") / "checks.py").write_text("import nowhere\n")
    return ["97_import/checks: cannot be imported: ModuleNotFoundError: No module named 'nowhere'"]


def endless(course):
    mutant = course.copy("98_endless") / "mutants/98-orders/counts-events.py"
    mutant.write_text("# It never ends.\nwhile True: pass\n")
    return ["98_endless/mutants/98-orders/counts-events.py: it does not end; what comes after it"]


def slow(course):
    burns = "import time\nend = time.process_time() + 2.1\nwhile time.process_time() < end: pass\n"
    change(course.copy("86_slow") / "variants/86-orders/loop.py", ".\n", f".\n{burns}")
    return [f"86_slow/variants/86-orders/loop.py: '{p}" for p in ("You hand", "An order")]


def exits(course):
    mutant = course.copy("99_exits") / "mutants/99-orders/counts-events.py"
    mutant.write_text("# It ends everything.\nimport os\nos._exit(7)\n")
    return ["99_exits/mutants/99-orders/counts-events.py: it ended the process with exit code 7"]


def built(course):
    course.copy("89_built")
    change(course.root / "notebooks/89_built.ipynb", "set(heard)", "import time; time.sleep(1)")
    (course.root / "exercises/89_built.ipynb").write_text('{"cells": [')
    (course.root / "solutions/89_built.ipynb").unlink()
    return [
        "exercises/89_built.ipynb is no notebook, or half of one: run `eventlab build`",
        "notebooks/89_built.ipynb differs from its source",
        "solutions/89_built.ipynb is missing: run `eventlab build`",
        "notebooks/89_built.ipynb, cell 4: time.sleep: take a clock, which no test can compare",
        "89_built/lesson.toml, 89-orders: no notebook of the lesson asks it",
    ]


def strays(course):
    folder = course.copy("88_strays")
    (folder / "notes.txt").write_text("later")
    (folder / "mutants/88-orders/lost.txt").write_text("a message")
    (folder / "mutants/88-none").mkdir()
    (folder / "mutants/88-none/counts-events.py").write_text("# None.\n")
    (folder / ".hidden").write_text("nobody minds")
    (course.lessons / "todo.md").write_text("later")
    (course.root / "solutions/old.ipynb").write_text("{}")
    (course.root / "exercises/data.csv").write_text("1")
    return [
        "todo.md: a stray file beside the lessons",
        "88_strays/notes.txt: a stray file, which nothing reads",
        "88_strays/mutants/88-orders/lost.txt: a message without its mutant",
        "88_strays/mutants/88-none/counts-events.py: there is no task 88-none",
        "exercises/data.csv: a stray file, which no exercise.py builds",
        "solutions/old.ipynb: a stray file, which no exercise.py builds",
    ]


def missing(course):
    folder = course.copy("87_missing")
    (folder / "lesson.py").unlink()
    (folder / "exercise.py").unlink()
    return [
        "87_missing/lesson.py is missing: every lesson has one",
        "87_missing/exercise.py is missing: the lesson has tasks",
        "notebooks/87_missing.ipynb: a stray file, which no lesson.py builds",
        "exercises/87_missing.ipynb: a stray file, which no exercise.py builds",
        "solutions/87_missing.ipynb: a stray file, which no exercise.py builds",
    ]


FAULTS = (
    *(missing, strays, built, twin, data, no_toml, exercise, mutants),
    *(checks, other_task, no_import, endless, slow, exits),
)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    made = Course(tmp_path_factory.mktemp("course"))
    assert made.run("new-lesson", "90_sound")[0] == 0
    return made


@pytest.fixture(scope="module")
def told(course):
    """Two runs: the sound lesson alone, then all faults at once."""
    sound = course.run("validate", "90_sound")
    wanted = {fault: fault(course) for fault in FAULTS}
    before = set(lessons())
    names = [p.name for p in course.lessons.iterdir() if p.is_dir() and p.name not in before]
    return sound, wanted, course.run("validate", *names)


def test_a_new_lesson_is_sound_as_it_is(told):
    assert told[0] == (0, "nothing is wrong with 90_sound\n", "")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_one_run_says_each_fault_in_a_line(fault, told):
    _, wanted, (code, said, _) = told
    assert code == 1
    for line in wanted[fault]:
        assert sum(one.startswith(line) for one in said.splitlines()) == 1, f"{line}\n\n{said}"


def test_nothing_else_is_said(told):
    _, wanted, (_, said, _) = told
    starts = tuple(line for lines in wanted.values() for line in lines)
    assert [line for line in said.splitlines() if not line.startswith(starts)] == []


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("bus", "'bus' is no name for a lesson: two digits and words, such as 16_long_polling"),
        ("../77_bus", "'../77_bus' is no name for a lesson"),
        ("77_Bus", "'77_Bus' is no name for a lesson"),
        ("03_event_bus", "there is a lesson 03_event_bus already"),
        ("03_other", "the number 03 is taken by 03_event_bus, and begins all its ids"),
    ],
)
def test_a_bad_or_taken_name_is_refused_in_a_line_and_nothing_is_made(name, why, capsys):
    before = sorted(LESSONS.iterdir())
    assert cli.main(["new-lesson", name]) == 2
    said, complaint = capsys.readouterr()
    assert (said, complaint.count("\n")) == ("", 1)
    assert complaint.startswith(f"eventlab: {why}")
    assert sorted(LESSONS.iterdir()) == before
