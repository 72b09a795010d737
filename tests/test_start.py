"""start.py on a tiny made-up project: real environments, the real pip, no network."""

import os
import signal
from pathlib import Path
from types import ModuleType

import pytest
from made_up_project import Project, called, start_as_module

posix = pytest.mark.skipif(os.name == "nt", reason="needs signals")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = Project(tmp_path_factory.mktemp("installed"))
    code, output = project.run("lab")
    assert (code, "Setting up" in output) == (0, True), output
    return project


@pytest.fixture(scope="module")
def start() -> ModuleType:
    return start_as_module()


def test_without_a_word_it_opens_the_course(installed: Project) -> None:
    assert called(installed.run()[1])["argv"] == ["lab"]
    assert called(installed.run("--port", "9")[1])["argv"] == ["lab", "--port", "9"]


def test_what_it_does_not_know_it_hands_to_eventlab_in_the_folder_of_the_user(
    installed: Project, tmp_path: Path
) -> None:
    told = called(installed.run("check", "x.ipynb", "--json", cwd=tmp_path)[1])
    assert told["argv"] == ["check", "x.ipynb", "--json"]
    assert told["cwd"] == str(tmp_path)
    assert told["prefix"] == str(installed.venv)


def test_a_second_run_calls_no_pip(installed: Project) -> None:
    log = installed.venv / "install.log"
    before = log.stat().st_mtime_ns
    _, output = installed.run("lab", env=installed.environment(PIP_INDEX_URL="http://127.0.0.1:9"))
    assert "Setting up" not in output
    assert log.stat().st_mtime_ns == before


def test_tests_and_bench_need_more_than_the_course_and_the_course_then_needs_nothing(
    installed: Project,
) -> None:
    _, output = installed.run("test", "-x")
    assert "Setting up" in output
    assert called(output)["argv"] == ["-x"]
    assert called(output)["finds"] == ["pytest"]
    _, output = installed.run("bench", "bus")
    assert "Setting up" in output
    assert called(output)["argv"] == ["bus"]
    assert called(output)["finds"] == ["pytest", "peer"]
    for command, argv, soak in [
        ("lab", ["lab"], None),
        ("bench", [], None),
        ("test", [], None),
        ("soak", ["tests", "-m", "soak"], "full"),
        ("soak mutation queue", ["queue"], None),
    ]:
        _, output = installed.run(*command.split())
        assert "Setting up" not in output
        assert (called(output)["argv"], called(output)["soak"]) == (argv, soak)


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_a_changed_file_installs_again(installed: Project, name: str) -> None:
    with (installed.folder / name).open("a") as file:
        file.write("# changed\n")
    assert "Setting up" in installed.run("lab")[1]
    assert "Setting up" not in installed.run("lab")[1]


def test_the_exit_code_is_that_of_what_was_started(installed: Project) -> None:
    assert installed.run("7")[0] == 7


@posix
def test_a_program_that_was_killed_is_no_success(installed: Project) -> None:
    assert installed.run("die")[0] == 128 + signal.SIGKILL


@posix
def test_a_request_to_end_is_passed_on(installed: Project) -> None:
    process = installed.start("wait")
    assert process.stdout is not None
    process.stdout.readline()
    process.terminate()
    output, _ = process.communicate(timeout=20)  # returns only when the program has ended too
    assert (process.returncode, output) == (128 + signal.SIGTERM, "")


@posix
def test_ctrl_c_is_for_what_was_started_and_start_waits_for_it(installed: Project) -> None:
    process = installed.start("wait")
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate("", timeout=20)  # the program goes on, and ends by itself
    assert (process.returncode, output) == (0, "")


def test_help_is_shown_without_installing(project: Project) -> None:
    code, output = project.run("--help")
    assert (code, "python start.py test" in output) == (0, True)
    assert not project.venv.exists()


@pytest.mark.parametrize(
    ("windows", "parts"), [(True, "Scripts/python.exe"), (False, "bin/python")]
)
def test_the_python_of_the_venv_is_where_the_system_puts_it(
    start: ModuleType, windows: bool, parts: str
) -> None:
    assert Path(start.venv_python("v", windows)) == Path("v", *parts.split("/"))
