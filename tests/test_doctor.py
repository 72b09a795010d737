"""`eventlab doctor`: it finds what is wrong, says what to do, and never dies of what it finds."""

import json
import re
import sys
from pathlib import Path

import pytest

from eventlab.course import cli, doctor, workspace


@pytest.fixture(autouse=True)
def environment_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")  # which the doctor sets for its kernel


def test_the_doctor_tells_all_it_finds_and_the_exit_code_is_the_verdict() -> None:
    def well() -> str:
        return "it is well"

    def ill() -> str:
        raise doctor.Problem("it is ill", "give it rest")

    def broken() -> str:
        raise RuntimeError("no idea")

    said: list[str] = []
    assert doctor.examine([well], said.append) == 0
    assert doctor.examine([ill, broken, well], said.append) == 1
    assert said == [
        "ok: it is well",
        "problem: it is ill. To do: give it rest",
        f"problem: broken failed (RuntimeError('no idea')). To do: {doctor.ANEW}",
        "ok: it is well",
    ]


def test_this_installation_is_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(workspace, "course_root", lambda: tmp_path)
    monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path))
    assert cli.main(["doctor"]) == 0
    output, errors = capfd.readouterr()
    assert [line.partition(": ")[0] for line in output.splitlines()] == ["ok"] * 8
    assert errors == ""


@pytest.mark.parametrize(
    ("requirement", "finding"),
    [("madeup-package>=1", "madeup-package is missing"), ("pip>=999", "and not >=999")],
)
def test_the_doctor_finds_a_package_that_does_not_fit(requirement: str, finding: str) -> None:
    with pytest.raises(doctor.Problem, match=finding):
        doctor.packages([requirement, "madeup ; extra == 'dev'"])


def test_the_doctor_tells_versions_that_were_not_tested(tmp_path: Path) -> None:
    file = tmp_path / "constraints.txt"
    file.write_text("# made\npip==0.1\nmadeup==1\npluggy==0.1 ; python_version < '3'\n")
    assert re.fullmatch(r"versions not as tested: pip \S+ \(tested: ==0\.1\)", doctor.pins(file))
    file.write_text("madeup==1\n")
    assert doctor.pins(file) == "versions as tested"
    assert doctor.pins(tmp_path / "none") == "no constraints.txt to compare versions with"


def test_the_doctor_finds_a_history_that_cannot_be_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("EVENTLAB_HOME", str(tmp_path / "file"))
    with pytest.raises(doctor.Problem, match="cannot be used"):
        doctor.history()


def test_the_doctor_finds_a_copy_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "course_root", lambda: tmp_path)
    assert doctor.copy() == f"{tmp_path.name} can be written"
    (tmp_path / "my-course").write_text("a file where the folder should be")
    with pytest.raises(doctor.Problem, match="my-course cannot be written"):
        doctor.copy()
    monkeypatch.undo()
    monkeypatch.setattr(workspace, "__file__", str(tmp_path / "elsewhere/a/b/c.py"))
    with pytest.raises(doctor.Problem, match="the notebooks are not here"):
        doctor.copy()


def test_the_doctor_finds_a_kernel_that_is_another_python(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lie = (
        "import sys; sys.prefix = 'elsewhere'; from ipykernel.kernelapp import launch_new_instance"
    )
    command = [sys.executable, "-c", f"{lie}; launch_new_instance()", "-f", "{connection_file}"]
    (tmp_path / "kernels/python3").mkdir(parents=True)
    spec = {"argv": command, "display_name": "Python 3", "language": "python"}
    (tmp_path / "kernels/python3/kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    with pytest.raises(doctor.Problem, match="the kernel python3 runs in elsewhere, not in"):
        doctor.kernel()


def test_the_doctor_finds_a_missing_extension(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_core.paths.jupyter_path", lambda *_: [])
    with pytest.raises(doctor.Problem, match="extension anywidget is missing"):
        doctor.widgets()


@pytest.mark.parametrize(
    ("path", "said"), [("/bin/chromium", "Chromium is"), (None, "no Chromium")]
)
def test_no_browser_is_no_problem(
    monkeypatch: pytest.MonkeyPatch, path: str | None, said: str
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: path)
    assert doctor.browser().startswith(said)
