"""Files that a check must not change: all but those in its own folder and in the temporary one.

Python's audit events (PEP 578) tell of a write before it is done. What another program does, or
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
    """A write that was not done."""


def guard(own: Path) -> list[str]:
    """Refuse, from here to the end of the process, to change files that are not the check's.

    Args:
        own: the folder of the check.

    Returns:
        The names of the course's files that something tried to change; it grows.
    """
    sys.dont_write_bytecode = True  # importing writes, too
    free = tuple(_real(path) for path in (own, tempfile.gettempdir(), "/dev"))
    refused: list[str] = []

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
            if _is_in(real, _real(COURSE)):
                refused.append(Path(real).name)
            elif _is_in(real, *free):
                continue
            raise Refused(f"a check writes in its own folder only, not {Path(real).name}")

    sys.addaudithook(hear)
    return refused


def _real(path: str | bytes | os.PathLike[Any]) -> str:
    return os.path.normcase(os.path.realpath(os.fsdecode(path)))


def _is_in(path: str, *folders: str) -> bool:
    return any(path == folder or path.startswith(folder + os.sep) for folder in folders)
