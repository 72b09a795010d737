"""`eventlab doctor`: what this installation needs, a line each, and what to do where it fails."""

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from eventlab.course import workspace

ANEW = "delete the folder .venv and run `python start.py` (conda: update the environment)"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


class Problem(Exception):
    """Something that keeps the course from working.

    Args:
        what: the finding, in words a learner can repeat to a teacher.
        remedy: what to do about it, beginning with a verb.
    """

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


def main(say: Callable[[str], object] = print) -> int:
    """Run all checks, tell each finding, and return 1 when there is a problem, else 0."""
    checks = (python, packages, pins, copy, history, kernel, widgets, browser)
    return examine(checks, say)


def examine(checks: Iterable[Callable[[], str]], say: Callable[[str], object] = print) -> int:
    """Run each check; what one raises is told and does not keep the others from running."""
    code = 0
    for check in checks:
        try:
            say(f"ok: {check()}")
        except Problem as problem:
            say(f"problem: {problem}. To do: {problem.remedy}")
            code = 1
        except Exception as error:  # a doctor that dies of what it finds helps nobody
            say(f"problem: {check.__name__} failed ({error!r}). To do: {ANEW}")
            code = 1
    return code


def python() -> str:
    """This Python is one that the package allows."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    needed = SpecifierSet(importlib.metadata.metadata("eventlab")["Requires-Python"])
    if version not in needed:
        raise Problem(f"Python {version} is not {needed}", "install a newer Python, then " + ANEW)
    return f"Python {version}"


def packages(requirements: Iterable[str] | None = None) -> str:
    """Every package that eventlab needs is there, in a version that it can work with."""
    listed = requirements if requirements is not None else importlib.metadata.requires("eventlab")
    wanted = [Requirement(line) for line in listed or ()]
    wanted = [r for r in wanted if r.marker is None or r.marker.evaluate({"extra": ""})]
    for requirement in wanted:
        version = _version(requirement.name)
        if version is None:
            raise Problem(f"the package {requirement.name} is missing", ANEW)
        if not requirement.specifier.contains(version, prereleases=True):
            raise Problem(f"{requirement.name} is {version}, and not {requirement.specifier}", ANEW)
    return f"{len(wanted)} packages that the course needs"


def pins(constraints: Path | None = None) -> str:
    """Which packages have another version than the course was tested with: told, no problem."""
    file = constraints or Path(__file__).resolve().parents[2] / "constraints.txt"
    if not file.is_file():
        return "no constraints.txt to compare versions with"
    other = []
    for line in file.read_text(encoding="utf-8").splitlines():
        pin = Requirement(line) if line.strip() and not line.startswith("#") else None
        version = _version(pin.name) if pin and (not pin.marker or pin.marker.evaluate()) else None
        if pin and version and version not in pin.specifier:
            other.append(f"{pin.name} {version} (tested: {pin.specifier})")
    return "versions as tested" if not other else "versions not as tested: " + ", ".join(other)


def copy() -> str:
    """The learner's copy of the notebooks can be written."""
    try:
        root = workspace.course_root()
    except workspace.WorkspaceError as error:
        raise Problem("the notebooks are not here", "get the course's whole folder") from error
    return _writable(root / "my-course" if (root / "my-course").exists() else root)


def history() -> str:
    """The learner's own history opens, and can be added to."""
    from eventlab.course.learner.history import History, home

    opened = History(home())
    if opened.trouble is not None:
        raise Problem(
            f"{opened.path} {opened.trouble}",
            "free its folder, or set EVENTLAB_HOME to one that you can write",
        )
    return f"the history of your answers: {_writable(opened.path.parent)}"


def kernel() -> str:
    """A notebook's kernel starts, and it is this Python."""
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(startup_timeout=60, stderr=subprocess.DEVNULL)
    try:
        said: list[str] = []
        client.execute_interactive(
            "import sys; print(sys.prefix, end='')",
            output_hook=lambda message: said.append(message["content"].get("text", "")),
            timeout=60,
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    if "".join(said) != sys.prefix:
        raise Problem(f"the kernel python3 runs in {''.join(said)}, not in {sys.prefix}", ANEW)
    return "the kernel of the notebooks starts"


def widgets() -> str:
    """JupyterLab has the two extensions that draw the quizzes and the moving figures."""
    from jupyter_core.paths import jupyter_path

    for name in ("anywidget", "@jupyter-widgets/jupyterlab-manager"):
        places = [Path(folder, name, "package.json") for folder in jupyter_path("labextensions")]
        if not any(place.is_file() for place in places):
            raise Problem(f"JupyterLab's extension {name} is missing", ANEW)
    return "JupyterLab's extensions for widgets"


def browser() -> str:
    """Where Chromium is. Only the browser tests need it, so it is never a problem here."""
    found = [path for name in BROWSERS if (path := shutil.which(name))]
    return f"Chromium is {found[0]}" if found else "no Chromium (only the browser tests need it)"


def _writable(folder: Path) -> str:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return f"{folder.name} can be written"
    except OSError as error:
        raise Problem(
            f"{folder} cannot be written ({error.strerror})",
            "move the course to a folder that is yours, and see that the disk is not full",
        ) from error


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
