"""`eventlab check` on many notebooks: none spoils the others, and what is common is said."""

import json
import os
import re
import sys
from pathlib import Path

import psutil
import pytest
from learners import CHECK, IMPORTS, RIGHT, half_saved, notebook

from eventlab.course import check_notebooks
from eventlab.course.check_notebooks import main, notebooks_in, report_on
from eventlab.course.cli import main as command
from eventlab.course.notebook_run import Limits
from eventlab.course.summary import NotebookReport, TaskReport, as_text, summarise, summary_as_text


def test_a_path_that_leads_to_no_notebook_is_wrong_use_and_the_others_are_judged(tmp_path, capsys):
    right = notebook(tmp_path / "right.ipynb", IMPORTS, RIGHT, CHECK)
    (tmp_path / "empty").mkdir()
    assert main([tmp_path / "no.ipynb", tmp_path / "empty", right]) == 2
    told = capsys.readouterr().out
    assert "no.ipynb: there is no such file" in told
    assert "empty: there is no notebook in this folder" in told
    assert "passed         00-warm-up" in told
    assert "3 notebooks, 2 without a verdict" in told


def test_a_folder_stands_for_its_exercises_in_the_order_of_their_names(tmp_path):
    for name in (
        "bea/exercises/03_event_bus.ipynb",
        "bea/notebooks/03_event_bus.ipynb",
        "ada/00.ipynb",
        "ada/notes.txt",
        "ada/.ipynb_checkpoints/00.ipynb",
        "cleo.ipynb",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = [p.relative_to(tmp_path) for p in notebooks_in([tmp_path / "cleo.ipynb", tmp_path])]
    wanted = ["cleo.ipynb", "ada/00.ipynb", "bea/exercises/03_event_bus.ipynb"]
    assert [path.as_posix() for path in found] == wanted


PRINTS = "while True: print('x' * 10_000)"
STAYS = """
import subprocess, sys
mine = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open({file!r}, "w").write(str(mine.pid))
"""
CHILDREN = """
import subprocess, sys, time
greedy = "import time; kept = bytearray(300 * 2**20); kept[::4096] = b'x' * len(kept[::4096]); "
greedy += "time.sleep(600)"
for _ in range(3):
    subprocess.Popen([sys.executable, "-c", greedy])
time.sleep(600)
"""


def test_no_notebook_spoils_the_others(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(check_notebooks, "LIMITS", Limits(cell_seconds=8, memory=800 * 2**20))
    pid = tmp_path / "pid"
    cells = {
        "a_prints": [IMPORTS, PRINTS, RIGHT, CHECK],
        "b_crowd": [IMPORTS, CHILDREN, RIGHT, CHECK],
        "c_parent": [IMPORTS, RIGHT, CHECK, "import os; os.kill(os.getppid(), 9)"],
        "d_stays": [IMPORTS, STAYS.format(file=str(pid)), RIGHT, CHECK],
        "e_early": ["import os; os.kill(os.getppid(), 9)", IMPORTS, RIGHT, CHECK],
        "f_lies": [IMPORTS, "import os; open(os.environ['EVENTLAB_VERDICTS'], 'wb').write(b'{')"],
        "g_right": [IMPORTS, RIGHT, CHECK],
    }
    for name, code in cells.items():
        (tmp_path / name).mkdir()
        notebook(tmp_path / name / "00.ipynb", *code)
    half_saved(tmp_path / "a_prints" / "half.ipynb")
    assert command(["check", str(tmp_path), "--json", "--jobs=2"]) == 1
    told = json.loads(capsys.readouterr().out)
    names = [Path(one["notebook"]).parts[-2] for one in told["notebooks"]]
    assert names == ["a_prints", *cells]
    by_name = {
        Path(n["notebook"]).parts[-2]: n["tasks"][0] for n in told["notebooks"] if n["tasks"]
    }
    verdicts = {name: task["verdict"] for name, task in by_name.items()}
    assert [name for name, verdict in verdicts.items() if verdict == "passed"] == [
        "c_parent",
        "d_stays",
        "g_right",
    ]
    # Printing for ever meets one limit or the other first, as the machine will have it.
    limits = r"a cell did not end within 8 seconds|it took more than 800 MB of memory"
    assert re.search(limits, by_name["a_prints"]["message"])
    assert "it took more than 800 MB of memory" in by_name["b_crowd"]["message"]
    assert re.search(r"its process ended early \(exit code -?9\)", by_name["e_early"]["message"])
    assert "no cell says check" in by_name["f_lies"]["message"]
    assert not psutil.pid_exists(int(pid.read_text())), "what a notebook started is ended"
    assert told["summary"]["notebooks"] == 8
    assert told["summary"]["troubled"] == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_name_that_is_no_text_is_still_a_file(tmp_path, capsys):
    path = notebook(
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\n.ipynb")), IMPORTS, RIGHT, CHECK
    )
    assert main([path], as_json=True) == 0
    [told] = json.loads(capsys.readouterr().out)["notebooks"]
    assert told["notebook"].endswith("\ufffd\n.ipynb")
    assert as_text(report_on(path)).splitlines()[0].endswith("\ufffd?.ipynb (00_start_here)")


def test_what_this_machine_cannot_run_is_said_and_the_next_is_tried(tmp_path, monkeypatch, capsys):
    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(check_notebooks, "_run", full)
    half_saved(tmp_path / "a.ipynb")
    half_saved(tmp_path / "b.ipynb")
    assert main([tmp_path]) == 1
    told = capsys.readouterr().out
    assert told.count("this machine could not run it: OSError: No space left on device") == 2


def report(verdict, mistake=None, task="03-bus"):
    made = TaskReport(task, "A bus", verdict, "", mistake, "")
    return NotebookReport("a.ipynb", "03_event_bus", None, [made])


def test_the_summary_says_which_task_and_which_mistake_is_common():
    reports = [
        report("passed", task="03-a"),
        NotebookReport("b.ipynb", trouble="there is no such file"),
        *(report("failed", mistake) for mistake in ("recursion", None, "drops", "drops")),
        report("not attempted"),
        report("passed"),
    ]
    assert summary_as_text(summarise(reports)).splitlines() == [
        "8 notebooks, 1 without a verdict",
        "  03-bus: 1 passed, 4 failed, 1 not attempted",
        "      mistakes: drops (2), recursion (1), no known mistake (1)",
        "  03-a: 1 passed, 0 failed, 0 not attempted",
    ]
    assert summarise(reports) == summarise(reports[::-1])


@pytest.mark.parametrize("jobs", ["0", "-1", "many"])
def test_a_number_of_jobs_that_is_none_is_refused(jobs, capsys):
    with pytest.raises(SystemExit, match="2"):
        command(["check", "a.ipynb", f"--jobs={jobs}"])
    assert f"'{jobs}' is no number of notebooks" in capsys.readouterr().err
