"""The learner's working copy of the course: made, brought up to date, and never overwritten.

The pristine notebooks stay as they are. Learners work in a copy, which mirrors the folders
`notebooks` and `exercises`, so that links between them work there too. A file called
`.delivered.json` remembers what was delivered. A notebook is *touched* when its cells no longer
say what was delivered, or when it cannot be read; outputs and empty cells do not count. An
update replaces what is untouched and leaves the rest.
"""

import contextlib
import hashlib
import itertools
import json
import os
from dataclasses import dataclass
from pathlib import Path, PurePath

import msgspec

FOLDERS = ("notebooks", "exercises")
RECORD = ".delivered.json"


class WorkspaceError(ValueError):
    """What was asked of the working copy cannot be done; the message says what can."""


class Delivered(msgspec.Struct, frozen=True):
    """What one file was when it was delivered: digests of all of it, and of its cells alone."""

    version: str
    cells: str


@dataclass(frozen=True)
class Update:
    """What an update did, as paths below the working copy.

    `brought` are new there, `kept` were touched by the learner and have a newer pristine version.
    """

    brought: tuple[str, ...]
    kept: tuple[str, ...]


def course_root() -> Path:
    """The folder that holds the pristine notebooks.

    Raises WorkspaceError when eventlab was installed without them.
    """
    root = Path(__file__).resolve().parents[2]
    if not (root / "notebooks").is_dir():
        raise WorkspaceError(
            "The notebooks are not here: eventlab was installed without the course's folder. "
            "Get the whole folder and run `python start.py` in it."
        )
    return root


def update(root: Path, course: Path) -> Update:
    """Bring to `course` what is new in `root`; files that the learner touched stay.

    A file that the learner deleted is brought again. Without a readable record nothing that is
    there is overwritten. Raises WorkspaceError for a pristine notebook that is none, OSError when
    the copy cannot be written.
    """
    before = _read_record(course)
    record = dict(before)
    brought, kept = [], []
    for name in _pristine_names(root):
        fresh = _delivery(root / name)
        delivered = Delivered(_digest(fresh), _required_cells(root / name, fresh))
        mine, known = _read(course / name), record.get(name)
        if mine is not None and known is not None and known.version == delivered.version:
            continue
        cells = None if mine is None else _cells(name, mine)
        if mine is None or (known is not None and cells == known.cells):
            _write(course / name, fresh)
            brought.append(name)
        elif cells != delivered.cells:
            kept.append(name)
            continue
        record[name] = delivered
    if record != before:
        _write_record(course, record)
    return Update(tuple(brought), tuple(kept))


def reset(root: Path, course: Path, name: str) -> tuple[Path, Path | None]:
    """Bring the pristine version of one notebook, and keep the learner's beside it.

    `name` is an exercise (`03_event_bus`) or a path such as `notebooks/03_event_bus.ipynb`.
    Returns the notebook and where the learner's version is now (None when there was nothing to
    keep). Raises WorkspaceError for a name that the course does not have.
    """
    path = _named(root, name)
    fresh = _delivery(root / path)
    delivered = Delivered(_digest(fresh), _required_cells(root / path, fresh))
    target = course / path
    mine = _read(target)
    touched = mine is not None and _cells(path, mine) != delivered.cells
    backup = _keep(target, mine) if mine is not None and touched else None
    _write(target, fresh)
    _write_record(course, {**_read_record(course), path: delivered})
    return target, backup


def _pristine_names(root: Path) -> list[str]:
    files = [path for folder in FOLDERS for path in sorted((root / folder).rglob("*"))]
    names = [path.relative_to(root) for path in files if path.is_file()]
    return [name.as_posix() for name in names if not any(p.startswith(".") for p in name.parts)]


def _named(root: Path, name: str) -> str:
    asked = PurePath(name)
    folder = asked.parent.name or "exercises"
    path = f"{folder}/{asked.name.removesuffix('.ipynb')}.ipynb"
    if path not in _pristine_names(root):
        known = [PurePath(p).stem for p in _pristine_names(root) if p.startswith("exercises/")]
        raise WorkspaceError(f"There is no {path} in the course. Exercises: {', '.join(known)}.")
    return path


def _delivery(source: Path) -> bytes:
    """The file as learners get it: a committed output would spoil a bet, so there is none."""
    data = source.read_bytes()
    if source.suffix != ".ipynb":
        return data
    _required_cells(source, data)
    notebook = json.loads(data)
    notebook.get("metadata", {}).pop("widgets", None)
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
            cell.get("metadata", {}).pop("execution", None)
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _required_cells(source: Path, data: bytes) -> str:
    cells = _cells(source.name, data)
    if cells is None:
        raise WorkspaceError(f"{source} is not a notebook. Get the course's folder anew.")
    return cells


def _cells(name: str, data: bytes) -> str | None:
    """A digest of what the cells say, or None for a notebook that cannot be read."""
    if not name.endswith(".ipynb"):
        return _digest(data)
    try:
        cells = [(c["cell_type"], "".join(c["source"])) for c in json.loads(data)["cells"]]
    except (ValueError, KeyError, TypeError):
        return None
    # JupyterLab adds an empty cell when the last one is run: that is not the learner's work.
    return _digest(json.dumps([cell for cell in cells if cell[1].strip()]).encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write(path: Path, data: bytes) -> None:
    """Replace the file in one step: a reader sees the old one or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        half.write_bytes(data)
        half.replace(path)
    except OSError:
        half.unlink(missing_ok=True)
        raise


def _keep(path: Path, data: bytes) -> Path:
    """Write the learner's version beside the file, under the first name that is free."""
    numbers = itertools.count(1)
    while True:
        backup = path.with_name(f"{path.stem}.mine-{next(numbers)}{path.suffix}")
        with contextlib.suppress(FileExistsError), backup.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # on the disk before the original is replaced
            return backup


def _read_record(course: Path) -> dict[str, Delivered]:
    try:
        return msgspec.json.decode(_read(course / RECORD) or b"", type=dict[str, Delivered])
    except msgspec.MsgspecError:
        return {}


def _write_record(course: Path, record: dict[str, Delivered]) -> None:
    _write(course / RECORD, msgspec.json.format(msgspec.json.encode(record), indent=1))
