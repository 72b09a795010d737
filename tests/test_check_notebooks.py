"""`eventlab check`: notebooks run apart, and every task is accounted for."""

import json
import os
import sys
from pathlib import Path

import nbformat
import pytest
from learners import CHECK, IMPORTS, RIGHT, half_saved, notebook

from eventlab.course import build
from eventlab.course.check_notebooks import main, report_on
from eventlab.course.cli import main as command
from eventlab.course.content import LESSONS
from eventlab.course.notebook_run import LARGEST, Limits


def only_task(path, limits=None):
    [task] = report_on(path, limits).tasks
    return task


@pytest.mark.parametrize(
    ("part", "verdict", "code"), [("solutions", "passed", 0), ("exercises", "not attempted", 1)]
)
def test_solutions_pass_and_untouched_exercises_are_not_attempted(
    part, verdict, code, tmp_path, capsys
):
    path = f"{part}/03_event_bus.ipynb"
    exercise = tmp_path / "03_event_bus.ipynb"
    nbformat.write(build.assemble(LESSONS / "03_event_bus")[path], exercise)
    assert command(["check", str(exercise), "--json"]) == code
    [report] = json.loads(capsys.readouterr().out)["notebooks"]
    assert report["trouble"] is None
    assert report["lesson"] == "03_event_bus"
    told = {task["task"]: task["verdict"] for task in report["tasks"]}
    assert told == {"03-isolation": verdict, "03-bus": verdict}


def test_the_report_is_as_documented_also_in_words(tmp_path, capsys):
    path = notebook(tmp_path / "mine.ipynb", IMPORTS, RIGHT.replace("order {", "{"), CHECK)
    assert main([path], as_json=True) == 1
    [told] = json.loads(capsys.readouterr().out)["notebooks"]
    assert told["notebook"] == path.as_posix()
    [task] = told["tasks"]
    assert (task["verdict"], task["stage"], task["mistake"]) == (
        "failed",
        "behaviour",
        "other-words",
    )
    assert set(task) == {"task", "title", "verdict", "stage", "mistake", "message"}
    assert main([path]) == 1
    words = capsys.readouterr().out
    assert "failed         00-warm-up" in words
    assert "Known as other-words" in words


def test_a_check_of_an_older_definition_says_so_before_its_verdict(tmp_path):
    broken = RIGHT.replace("(event):", "(event)")
    task = only_task(notebook(tmp_path / "a.ipynb", IMPORTS, RIGHT, broken, CHECK))
    first, second = task.message.splitlines()
    assert first.startswith("Judged is an older `receipt`")
    assert "SyntaxError: expected ':', line 1" in first
    assert (task.verdict, second) == ("passed", "Passed: shape, behaviour, edges.")


def test_a_check_works_where_a_loop_is_running_also_on_code_that_runs_its_own(tmp_path):
    own_loop = (
        "import asyncio\n"
        "async def write(order):\n"
        "    await asyncio.sleep(0)\n"
        "    return f'Receipt for order {order}'\n"
        "def receipt(event): return asyncio.run(write(event.data['order']))"
    )
    cells = [IMPORTS, own_loop, "assert await write(7) == 'Receipt for order 7'", CHECK]
    assert only_task(notebook(tmp_path / "a.ipynb", *cells)).verdict == "passed"


def test_the_last_check_of_a_task_counts(tmp_path):
    wrong = "def receipt(event): return 'later'"
    assert only_task(
        notebook(tmp_path / "a.ipynb", IMPORTS, wrong, CHECK, RIGHT, CHECK)
    ).verdict == ("passed")
    assert only_task(
        notebook(tmp_path / "b.ipynb", IMPORTS, RIGHT, CHECK, wrong, CHECK)
    ).verdict == ("failed")


def test_a_cell_that_raises_does_not_stop_the_others(tmp_path):
    path = notebook(tmp_path / "a.ipynb", IMPORTS, "1 / 0", RIGHT, CHECK)
    assert only_task(path).verdict == "passed"


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ([IMPORTS, RIGHT], 'no cell says check("00-warm-up", ...)'),
        ([IMPORTS, CHECK], "failed with NameError: name 'receipt' is not defined"),
        ([IMPORTS, "def receipt(event:", CHECK], "before it, code cell 2 failed with SyntaxError"),
        ([IMPORTS, "import os; os._exit(1)", RIGHT, CHECK], "the kernel died"),
        ([IMPORTS, RIGHT, f"if False: {CHECK}"], "did not call it"),
    ],
)
def test_a_check_that_never_ran_is_reported_with_the_reason(cells, reason, tmp_path):
    task = only_task(notebook(tmp_path / "a.ipynb", *cells))
    assert task.verdict == "not attempted"
    assert reason in task.message


def test_a_cell_without_end_is_stopped_and_what_was_judged_before_it_counts(tmp_path):
    endless = "while True:\n    try:\n        while True: pass\n    except: pass"
    before = notebook(tmp_path / "a.ipynb", IMPORTS, RIGHT, CHECK, endless)
    assert only_task(before, Limits(cell_seconds=5)).verdict == "passed"
    after = notebook(tmp_path / "b.ipynb", IMPORTS, endless, RIGHT, CHECK)
    assert "did not end within 5 seconds" in only_task(after, Limits(cell_seconds=5)).message


def test_a_notebook_runs_in_a_folder_and_with_a_history_of_its_own(tmp_path, monkeypatch):
    home = tmp_path / "home"
    monkeypatch.setenv("EVENTLAB_HOME", str(home))
    writes = "open('mine.txt', 'w').write('mine')"
    path = notebook(tmp_path / "a.ipynb", IMPORTS, writes, RIGHT, CHECK)
    before = path.read_bytes()
    environment = dict(os.environ)
    assert only_task(path).verdict == "passed"
    changed = dict(os.environ).items() ^ environment.items()
    assert {name for name, _ in changed} <= {"JUPYTER_PREFER_ENV_PATH"}
    assert path.read_bytes() == before
    assert not home.exists()
    assert not list(Path.cwd().glob("mine.txt")) + list(tmp_path.glob("mine.txt"))


def test_the_lesson_is_known_by_the_notebook_s_name_too(tmp_path):
    path = notebook(tmp_path / "00_start_here.ipynb", IMPORTS, RIGHT, CHECK, lesson=None)
    assert only_task(path).verdict == "passed"


def no_notebook(path):
    path.write_text('{"orders": [7]}', encoding="utf-8")


def no_text(path):
    path.write_bytes(b"\x89PNG\r\n\x1a\n\xff\xfe")


def too_large(path):
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)


def too_deep(path):
    path.write_text("[" * 100_000, encoding="utf-8")


def odd_metadata(path):
    notebook(path, CHECK, lesson=["00_start_here"])


def unknown_lesson(path):
    notebook(path, CHECK, lesson="99_nothing")


@pytest.mark.parametrize(
    ("make", "trouble"),
    [
        (half_saved, "saved only in part"),
        (no_notebook, "not a notebook"),
        (no_text, "cannot be read"),
        (unknown_lesson, "there is no lesson '99_nothing'; there are: 00_start_here"),
        (too_large, "it has 32 MB, more than 32: in JupyterLab choose Edit, Clear Outputs"),
        (too_deep, "not a notebook that Jupyter could open"),
        (odd_metadata, "there is no lesson ['00_start_here']"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_line(make, trouble, tmp_path, capsys):
    make(tmp_path / "mine.ipynb")
    assert main([tmp_path / "mine.ipynb"]) == 1
    [line] = capsys.readouterr().out.splitlines()[:1]
    assert line.startswith(f"{(tmp_path / 'mine.ipynb').as_posix()}: ")
    assert trouble in line


def test_memory_without_end_costs_its_own_cell(tmp_path):
    greedy = "kept = []\nwhile True: kept.append(bytearray(2**26))"
    task = only_task(notebook(tmp_path / "a.ipynb", IMPORTS, greedy, RIGHT, CHECK))
    if os.name == "posix" and sys.platform != "darwin":  # the system keeps the limit
        assert task.verdict == "passed"
    else:
        assert "more than 2048 MB" in task.message
