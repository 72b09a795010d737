"""How start.py fails: one line that says what to do, an exit code, and nothing lost."""

import ast
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from made_up_project import PYPROJECT, START, Project, called, one_line, start_as_module

NO_NETWORK = {"PIP_INDEX_URL": "http://127.0.0.1:9", "PIP_RETRIES": "1"}
posix = pytest.mark.skipif(os.name == "nt", reason="needs signals and named pipes")
root_only = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can mount and change user"
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("installed"))
    assert project.run("lab")[0] == 0
    return project


@pytest.fixture(scope="module")
def start() -> ModuleType:
    return start_as_module()


def test_a_python_that_is_too_old_can_read_it() -> None:
    """Nothing here is newer than Python 2.7, which the real ones below confirm where they are."""
    source = START.read_text(encoding="ascii")
    for node in ast.walk(ast.parse(source)):
        newer = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign, ast.AsyncFunctionDef, ast.Await,
                 ast.Nonlocal, ast.YieldFrom, ast.Match, ast.MatMult, ast.TryStar)  # fmt: skip
        assert not isinstance(node, newer), ast.unparse(node)
        if isinstance(node, ast.FunctionDef):
            everything = node.args
            assert node.returns is None
            assert not everything.kwonlyargs
            assert not everything.posonlyargs
            assert all(argument.annotation is None for argument in everything.args)
        if isinstance(node, ast.Raise):
            assert node.cause is None


@pytest.mark.parametrize("version", ["2.7", "3.5", "3.6", "3.7", "3.8", "3.9", "3.10"])
def test_a_python_that_is_too_old_says_so(version: str, tmp_path: Path) -> None:
    python = shutil.which(f"python{version}")
    probe = [python, "-c", "1"] if python else ["false"]
    if python and subprocess.run(probe, capture_output=True).returncode == 0:
        command = [python, str(START)]
    else:  # not on this machine: this Python says that it is that one
        numbers = tuple(map(int, version.split(".")))
        pretend = f"import runpy, sys; sys.version_info = {(*numbers, 1, 'final', 0)}; "
        command = [
            sys.executable,
            "-c",
            pretend + f"runpy.run_path({str(START)!r}, None, '__main__')",
        ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith(
        f"eventlab needs Python 3.11 or newer, and this is Python {version}."
    )
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_python_without_venv_says_how_to_add_it(project: Project, module: str) -> None:
    code = f"import runpy, sys; sys.modules[{module!r}] = None; sys.argv[1:] = ['lab']; "
    code += "runpy.run_path('start.py', None, '__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project.folder, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "sudo apt install python3-venv" in one_line(done.stdout + done.stderr)
    assert not project.venv.exists()


def test_without_a_network_it_says_so_and_what_was_installed_stays(installed: Project) -> None:
    before = (installed.folder / "pyproject.toml").read_text()
    (installed.folder / "pyproject.toml").write_text(PYPROJECT.format(version="2.0"))
    (installed.folder / "needs").write_text("Requires-Dist: madeup\n")
    closed = installed.environment(**NO_NETWORK)
    code, output = installed.run("lab", env=closed)
    assert (code, one_line(output)[:20]) == (1, "There is no network,")
    (installed.folder / "pyproject.toml").write_text(before)
    code, output = installed.run("lab", env=closed)
    assert (code, "Setting up" in output) == (0, False)
    (installed.folder / "needs").write_text("")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("OSError: [WinError 112] There is not enough space on the disk", "no room left"),
        ("OSError: [Errno 122] Disk quota exceeded", "no room left"),
        ("ERROR: ... PermissionError: [WinError 5] Access is denied: 'x'", "could not be written"),
        ("HINT: ... does not have Windows Long Path support enabled", "too long for Windows"),
        ("SSLError(... [SSL: CERTIFICATE_VERIFY_FAILED] ...)", "certificate was refused"),
        ("broken by: Failed to establish a new connection: [Errno 13] Permission", "no network"),
    ],
)
def test_what_pip_says_on_other_systems_is_understood(
    start: ModuleType, said: str, meant: str
) -> None:
    assert meant in start.why(f"Collecting x\n{said}\nERROR: pip failed")


def test_a_missing_file_of_the_course_is_named(project: Project) -> None:
    (project.folder / "constraints.txt").unlink()
    code, output = project.run("lab")
    assert (code, output.startswith("constraints.txt is missing beside")) == (1, True)


def test_a_broken_venv_of_its_own_is_made_anew(installed: Project, start: ModuleType) -> None:
    python = Path(start.venv_python(installed.venv))
    python.unlink()
    code, output = installed.run("lab")
    assert (code, called(output)["argv"]) == (0, ["lab"])
    assert python.exists()


def test_a_folder_that_was_moved_is_set_up_anew(installed: Project, project: Project) -> None:
    shutil.copytree(installed.venv, project.venv, symlinks=True)
    assert called(project.run("lab")[1])["prefix"] == str(project.venv)


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_broken_venv_of_somebody_else_is_left_alone(project: Project, kind: str) -> None:
    treasure = project.venv / "treasure" if kind == "folder" else project.venv
    treasure.parent.mkdir(exist_ok=True)
    treasure.write_text("mine")
    code, output = project.run("lab")
    assert (code, one_line(output)[:26]) == (1, "The folder .venv is broken")
    assert treasure.read_text() == "mine"


def test_a_sound_venv_of_somebody_else_is_used_and_a_failure_in_it_names_pips_log(
    installed: Project, project: Project
) -> None:
    foreign = shutil.ignore_patterns(".made-by-start", ".installed")
    shutil.copytree(installed.venv, project.venv, symlinks=True, ignore=foreign)
    (project.venv / "treasure").write_text("mine")
    (project.folder / "fault").write_text("the backend is out of order")
    code, output = project.run("lab")
    assert code == 1
    assert one_line(output).startswith("The installation failed (error: ")
    log = project.folder / one_line(output).rsplit(" ", 1)[1]
    assert "the backend is out of order" in log.read_text()
    (project.folder / "fault").unlink()
    assert called(project.run("lab")[1])["argv"] == ["lab"]
    assert (project.venv / "treasure").read_text() == "mine"


# With the operating system's help


@pytest.fixture
def small_disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp())
    mount = ["mount", "-t", "tmpfs", "-o", "size=40m", "none", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


@root_only
@pytest.mark.parametrize(("megabytes", "stage"), [(34, "making .venv"), (4, "installing")])
def test_without_room_on_the_disk_it_says_so(small_disk: Path, megabytes: int, stage: str) -> None:
    project = Project(small_disk)
    (small_disk / "filler").write_bytes(bytes(megabytes << 20))
    project.wheel("madeup", {"big.bin": "0" * (60 << 20)})
    (small_disk / "needs").write_text("Requires-Dist: madeup\n")
    code, output = project.run("lab")
    assert (code, one_line(output)[:34]) == (1, "There is no room left on the disk.")
    log = (project.venv / "install.log").read_text()
    assert (stage == "installing") == ("Installing collected packages" in log)


@root_only
def test_a_disk_that_cannot_be_written_is_named(small_disk: Path) -> None:
    project = Project(small_disk)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    code, output = project.run("lab")
    assert (code, one_line(output).startswith(f"{project.venv} cannot be written")) == (1, True)


@posix
def test_a_folder_of_somebody_else_is_named() -> None:
    with tempfile.TemporaryDirectory() as name:
        project = Project(folder := Path(name))
        folder.chmod(0o555)
        options: dict[str, object] = {}
        if hasattr(os, "geteuid") and os.geteuid() == 0:  # root may write everywhere
            project.python = python_for("nobody")
            options = {"user": "nobody"}
        code, output = project.run("lab", **options)
        assert (code, one_line(output).startswith(f"{project.venv} cannot be written")) == (1, True)
        folder.chmod(0o755)


def python_for(user: str) -> str:
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            probe = [python, "-c", "import sys, ensurepip; sys.exit(sys.version_info < (3, 11))"]
            if subprocess.run(probe, user=user, cwd="/", capture_output=True).returncode == 0:
                return python
        except OSError:
            continue
    pytest.skip(f"no Python here that the user {user} may run")


@posix
def test_ctrl_c_while_it_installs_is_mended_by_the_next_run(installed: Project) -> None:
    os.mkfifo(installed.folder / "gate")
    (installed.folder / "constraints.txt").write_text("# interrupted")
    process = installed.start("lab")
    with (installed.folder / "gate").open("w"):  # opens when pip is in the middle of its work
        os.killpg(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    assert one_line(output) == "Stopped. Run the same command again to go on."
    (installed.folder / "gate").unlink()
    code, output = installed.run("lab")
    assert (code, called(output)["argv"]) == (0, ["lab"])


@posix
def test_a_second_start_waits_for_the_first(installed: Project) -> None:
    os.mkfifo(installed.folder / "gate")
    (installed.folder / "constraints.txt").write_text("# two at once")
    first = installed.start("lab", "first")
    with (installed.folder / "gate").open("w"):
        second = installed.start("lab", "second")
        assert second.stdout is not None
        assert second.stdout.readline().startswith("Another start.py is installing here.")
        (installed.folder / "gate").unlink()
    assert called(first.communicate(timeout=60)[0])["argv"] == ["lab", "first"]
    output, _ = second.communicate(timeout=60)
    assert called(output)["argv"] == ["lab", "second"]
    assert "Setting up" not in output
