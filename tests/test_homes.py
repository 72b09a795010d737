"""What a learner has done turns no test red: each file and notebook has an empty history."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

CONFTEST = Path(__file__).parent.parent / "conftest.py"
USE_HOME = """
import os, pathlib
home = pathlib.Path(os.environ["EVENTLAB_HOME"])
assert home.parts[-2:] == (pathlib.Path.cwd().name, "{stem}"), "not the one made for this file"
assert not home.exists() or not list(home.iterdir()), list(home.iterdir())
home.mkdir(parents=True, exist_ok=True)
_ = (home / "history").write_text("answered")
"""
MEET_AGAIN = 'assert (home / "history").read_text() == "answered"'


def run_pytest(folder, *options, **environment):
    (folder / "conftest.py").write_text(CONFTEST.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    variables = {k: v for k, v in os.environ.items() if k not in ("CI", "EVENTLAB_HOME")}
    return subprocess.run(
        command,
        cwd=folder,
        env=variables | environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_every_notebook_and_test_file_begins_with_an_empty_history(tmp_path):
    learner = tmp_path / "learner"
    learner.mkdir()
    (learner / "history").write_text("the learner's own")
    use = USE_HOME.format(stem="bus")
    for folder in ("notebooks", "exercises"):
        notebook = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(source) for source in (use, MEET_AGAIN)]
        )
        for cell in notebook.cells:
            cell.execution_count = 1
        (tmp_path / folder).mkdir()
        nbformat.write(notebook, tmp_path / folder / "bus.ipynb")
    (tmp_path / "test_bus.py").write_text(
        "def test_it():" + USE_HOME.format(stem="test_bus").replace("\n", "\n    ")
    )
    done = run_pytest(
        tmp_path, "--nbval", "--nbval-current-env", "-n", "0", EVENTLAB_HOME=str(learner)
    )
    assert done.returncode == 0, done.stdout
    assert "5 passed" in done.stdout
    assert [path.read_text() for path in learner.iterdir()] == ["the learner's own"]


@pytest.mark.parametrize(("environment", "outcome"), [({}, "1 skipped"), ({"CI": "true"}, "1 err")])
def test_a_missing_browser_is_a_failure_in_ci_and_elsewhere_a_skip(tmp_path, environment, outcome):
    (tmp_path / "test_browser.py").write_text("def test_it(chromium):\n    assert chromium\n")
    done = run_pytest(tmp_path, "-rs", "-p", "no:nbval", PATH=str(tmp_path), **environment)
    assert outcome in done.stdout
    assert "install Chromium" in done.stdout
