"""What a check must not change: files but its own and temporary ones, and the notebook's process.

Python's audit events (PEP 578) tell of an act before it is done. What another program does, or
SQLite in a file that it has opened, is not among them: this protects from accidents, not from
malice.
"""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[1]
COURSE = PACKAGE.parent if (PACKAGE.parent / "pyproject.toml").exists() else PACKAGE
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES: dict[
    str, tuple[int, ...]
] = {  # the event, and which of its arguments are paths that change
    "os.chmod": (0,),
    "os.link": (1,),
    "os.mkdir": (0,),
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.rmdir": (0,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.utime": (0,),
    "sqlite3.connect": (0,),
}


class Refused(PermissionError):
    """Something that was not done."""


class WriteRefused(Refused):
    """A write to a file outside of the check's own folder."""


class SignalRefused(Refused):
    """A signal to the process that the check was started from."""


def guard(own: Path) -> list[Refused]:
    """Refuse, from here to the end of the process, to change what is not the check's.

    Args:
        own: the folder of the check.

    Returns:
        What was refused though it was meant for the course's files or the notebook; it grows.
    """
    sys.dont_write_bytecode = True  # importing writes, too
    free = tuple(_real(path) for path in (own, tempfile.gettempdir(), "/dev"))
    parents = _parents()
    refused: list[Refused] = []

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        changes = _CHANGES.get(event, ())
        if event == "open" and arguments[2] and arguments[2] & _WRITING:
            changes = (0,)
        for path in (arguments[i] for i in changes):
            if not isinstance(path, (str, bytes, os.PathLike)) or path in (
                ":memory:",
                "",
                os.devnull,
            ):
                continue  # an open file, which was asked for when it was opened, or none
            real = _real(path)
            ours = _is_in(real, _real(COURSE))
            if not ours and _is_in(real, *free):
                continue
            no = WriteRefused(f"a check writes in its own folder only, not {Path(real).name}")
            refused.extend([no] if ours else [])
            raise no
        if event in ("os.kill", "os.killpg") and arguments[0] in parents:
            refused.append(SignalRefused("a check sends no signal to the notebook"))
            raise refused[-1]

    sys.addaudithook(hear)
    return refused


def _parents() -> set[int]:
    """Return the ids of the parent process, of its group, and of all that there are."""
    parent = os.getppid()
    group = os.getpgid(parent) if hasattr(os, "getpgid") else parent
    return {parent, group, -group, -1}


def _real(path: str | bytes | os.PathLike[Any]) -> str:
    return os.path.normcase(os.path.realpath(os.fsdecode(path)))


def _is_in(path: str, *folders: str) -> bool:
    return any(path == folder or path.startswith(folder + os.sep) for folder in folders)
