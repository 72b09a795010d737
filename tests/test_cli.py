"""The command `eventlab`: what it prints, what it returns, and JupyterLab as it opens it."""

import json
import os
import re
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eventlab.course import cli, workspace
from eventlab.course.lab import PORT

NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "execution_count": 1,
            "id": "a",
            "metadata": {},
            "outputs": [{"name": "stdout", "output_type": "stream", "text": "the answer"}],
            "source": "print('the answer')",
        }
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("notebooks/00_start_here.ipynb", "exercises/03_event_bus.ipynb"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(json.dumps(NOTEBOOK))
    monkeypatch.setattr(workspace, "course_root", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


class Lab:
    """`eventlab lab` in a process and a home folder of its own."""

    def __init__(self, root: Path, *arguments: str, first: int = PORT) -> None:
        code = (
            "import sys; from pathlib import Path; "
            "from eventlab.course import cli, lab, workspace; "
            f"workspace.course_root = lambda: Path({str(root)!r}); lab.PORT = {first}; "
            "sys.exit(cli.main(sys.argv[1:]))"
        )
        foreign = ("JUPYTER", "XDG_", "IPYTHON")
        clean = {k: v for k, v in os.environ.items() if not k.startswith(foreign)}
        (root / "home").mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, "lab", "--no-browser", *arguments],
            env={**clean, "HOME": str(root / "home"), "USERPROFILE": str(root / "home")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        assert self.process.stdout is not None
        while "Ctrl-C" not in self.said and self.process.poll() is None:
            self.said += self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)(/\S+)\?token=(\w+)", self.said)
        assert found, self.said
        self.port, self.page, self.token = int(found[1]), found[2], found[3]

    def get(self, path: str, token: str | None = None) -> Any:
        address = f"http://127.0.0.1:{self.port}{path}?token={token or self.token}"
        with urllib.request.urlopen(address, timeout=20) as answer:
            data = answer.read()
        return json.loads(data) if "/api/" in path else data

    def end(self) -> tuple[int, str]:
        self.process.terminate()
        rest, _ = self.process.communicate(timeout=20)
        return self.process.returncode, rest


def test_lab_serves_the_learners_copy_on_its_first_notebook(root: Path) -> None:
    lab = Lab(root)
    try:
        assert lab.page == "/lab/tree/notebooks/00_start_here.ipynb"
        assert b"jupyter-config-data" in lab.get(lab.page)
        served = lab.get("/api/contents/notebooks/00_start_here.ipynb")
        assert served["content"]["cells"][0]["outputs"] == []
        assert (root / "my-course/exercises/03_event_bus.ipynb").exists()
        with pytest.raises(urllib.error.HTTPError, match="403"):
            lab.get("/api/contents", token="wrong")
    finally:
        code, rest = lab.end()
    assert code == 0 or os.name == "nt"  # where to terminate is to kill
    assert "Traceback" not in rest


def test_lab_asks_for_no_news_and_leaves_the_users_own_settings_alone(root: Path) -> None:
    own = root / "home/.jupyter/lab/user-settings/@jupyterlab/notebook-extension"
    own.mkdir(parents=True)
    (own / "tracker.jupyterlab-settings").write_text('{"windowingMode": "full"}')
    before = sorted((root / "home/.jupyter").rglob("*"))
    lab = Lab(root)
    try:
        news = lab.get("/lab/api/settings/@jupyterlab/apputils-extension:notification")
        assert news["schema"]["properties"]["fetchNews"]["default"] == "false"
        assert news["schema"]["properties"]["checkForUpdates"]["default"] is False
        tracker = lab.get("/lab/api/settings/@jupyterlab/notebook-extension:tracker")
        assert tracker["schema"]["properties"]["windowingMode"]["default"] == "none"
        assert json.loads(tracker["raw"]) == {"windowingMode": "full"}
    finally:
        lab.end()
    assert sorted((root / "home/.jupyter").rglob("*")) == before


def test_lab_takes_the_next_port_that_is_free(root: Path, taken: int) -> None:
    lab = Lab(root, first=taken)
    lab.end()
    assert lab.port != taken


def test_a_port_in_use_is_one_clear_line(
    root: Path, taken: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["lab", "--no-browser", "--port", str(taken)]) == 1
    assert capsys.readouterr().err.startswith(f"eventlab: Port {taken} is in use. Choose another")


@pytest.mark.parametrize("port", ["0", "70000", "-1", "http", "8 8"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["lab", f"--port={port}"])
    assert f"'{port}' is no port: give a number from 1 to 65535" in capsys.readouterr().err


def test_an_update_is_told_in_two_lines_at_most() -> None:
    assert cli.tell(workspace.Update((), ())) == []
    brought, kept = cli.tell(workspace.Update(tuple("abcde"), ("exercises/x.ipynb",)))
    assert brought == "New in my-course (5): a, b, c ..."
    assert kept.startswith("You changed these, so they stay")
    assert kept.endswith(": exercises/x.ipynb")


def test_reset_says_where_the_learners_version_is(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace.update(root, root / "my-course")
    (root / "my-course/exercises/03_event_bus.ipynb").write_text("mine")
    assert cli.main(["reset", "03_event_bus"]) == 0
    assert capsys.readouterr().out.replace("\\", "/").splitlines() == [
        "my-course/exercises/03_event_bus.ipynb is as it was delivered.",
        "Your version is my-course/exercises/03_event_bus.mine-1.ipynb.",
    ]


def test_reset_of_an_unknown_exercise_is_one_clear_line(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["reset", "99_nothing"]) == 1
    said = capsys.readouterr().err
    assert said == (
        "eventlab: There is no exercises/99_nothing.ipynb in the course. Exercises: 03_event_bus.\n"
    )


def test_a_copy_that_cannot_be_written_is_one_clear_line(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / "my-course").write_text("a file where the folder should be")
    assert cli.main(["reset", "03_event_bus"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_an_installation_without_notebooks_says_what_to_get(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(workspace, "__file__", str(tmp_path / "a/b/c.py"))
    assert cli.main(["lab"]) == 1
    assert "Get the whole folder" in capsys.readouterr().err


@pytest.mark.parametrize("command", sorted(cli.MORE))
def test_every_command_says_what_it_does_and_how_it_ends(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main([command, "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert cli.MORE[command] in told
    assert cli.EXIT_CODES in told


def test_ctrl_c_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(workspace, "course_root", interrupted)
    assert cli.main(["reset", "03_event_bus"]) == 130
    assert capsys.readouterr().err == "eventlab: stopped\n"


def test_no_command_is_without_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.main(["--help"])
    listed = re.findall(r"^    ([a-z-]+)", capsys.readouterr().out, re.MULTILINE)
    assert sorted(listed) == sorted(cli.MORE)
