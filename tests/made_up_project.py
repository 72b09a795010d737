"""A tiny project beside a copy of start.py, which real pip installs without any network.

Its build backend is one file of its own, so nothing has to be fetched; its `eventlab` and `pytest`
only tell how they were called.
"""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
START = ROOT / "start.py"

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "eventlab"
version = "{version}"
"""
BACKEND = """
import os, zipfile

def wheel(folder, name, version, lines, files):
    info = f"{name}-{version}.dist-info"
    about = f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n"
    files[f"{info}/METADATA"] = about + lines
    files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
    files[f"{info}/RECORD"] = "".join(f"{path},,\\n" for path in files)
    target = f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(os.path.join(folder, target), "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return target

def build_editable(folder, config_settings=None, metadata_directory=None):
    if os.path.exists("gate"):
        open("gate").close()  # blocks until the test opens the other end
    if os.path.exists("fault"):
        raise RuntimeError(open("fault").read())
    lines = "Provides-Extra: dev\\nRequires-Dist: pytest ; extra == 'dev'\\n"
    lines += "Provides-Extra: bench\\nRequires-Dist: peer ; extra == 'bench'\\n"
    lines += open("needs").read()
    return wheel(folder, "eventlab", "1.0", lines, {"eventlab.pth": os.getcwd()})

build_wheel = build_editable
"""
CALLED = """
import importlib.util, json, os, sys
print("called", json.dumps({"argv": sys.argv[1:], "cwd": os.getcwd(),
    "soak": os.environ.get("EVENTLAB_SOAK"), "prefix": sys.prefix,
    "finds": [name for name in ("pytest", "peer") if importlib.util.find_spec(name)]}), flush=True)
if "wait" in sys.argv:
    sys.stdin.read()
if "die" in sys.argv:
    os.kill(os.getpid(), 9)
if "7" in sys.argv:
    sys.exit(7)
"""


class Project:
    """A folder with start.py in it, and how to run that."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = sys.executable
        for name, text in {
            "pyproject.toml": PYPROJECT.format(version="1.0"),
            "constraints.txt": "",
            "needs": "",
            "backend.py": BACKEND,
            "eventlab/__init__.py": "",
            "eventlab/__main__.py": CALLED,
            "benchmarks/__main__.py": CALLED,
            "tests/mutation/__main__.py": CALLED,
        }.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        shutil.copy(ROOT / "start.py", folder)
        self.wheel("pytest", {"pytest/__init__.py": "", "pytest/__main__.py": CALLED})
        self.wheel("peer", {"peer/__init__.py": ""})

    def wheel(self, name: str, files: dict[str, str]) -> None:
        """Put a package where pip will find it."""
        made: dict[str, object] = {}
        exec(BACKEND, made)
        (self.folder / "wheels").mkdir(exist_ok=True)
        made["wheel"](self.folder / "wheels", name, "1.0", "", files)  # type: ignore[operator]

    @property
    def venv(self) -> Path:
        return self.folder / ".venv"

    def environment(self, **more: str) -> dict[str, str]:
        ours = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "EVENTLAB_"))}
        wheels = str(self.folder / "wheels")
        return {**ours, "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": wheels, **more}

    def start(self, *arguments: str, **options: object) -> "subprocess.Popen[str]":
        """Begin `python start.py ARGUMENTS` in a process group of its own."""
        settings: dict[str, object] = {
            "cwd": self.folder,
            "env": self.environment(PIP_NO_INDEX="1"),
            "stdin": subprocess.PIPE,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
            "text": True,
            "start_new_session": True,
        }
        command = [self.python, str(self.folder / "start.py"), *arguments]
        return subprocess.Popen(command, **{**settings, **options})  # type: ignore[call-overload, no-any-return]

    def run(self, *arguments: str, **options: object) -> tuple[int, str]:
        """Run `python start.py ARGUMENTS` and return its exit code and all that it printed."""
        process = self.start(*arguments, **options)
        output, _ = process.communicate(timeout=120)
        return process.returncode, output


def start_as_module() -> ModuleType:
    """Load start.py, which is no part of a package, to call what it defines."""
    spec = importlib.util.spec_from_file_location("start", START)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def called(output: str) -> dict[str, Any]:
    """How the program that start.py started was called, by its own account."""
    (line,) = [line for line in output.splitlines() if line.startswith("called ")]
    return dict(json.loads(line.removeprefix("called ")))


def one_line(output: str) -> str:
    """The last line, after making sure that no traceback and no second complaint is shown."""
    *progress, last = output.splitlines()
    known = ("Setting up .venv", "The earlier .venv is incomplete")
    assert all(line.startswith(known) for line in progress), output
    return last
