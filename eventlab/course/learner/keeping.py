"""What keeps a learner's store whole: one kernel at a time, and a new file for a broken one.

Guarantee: at `path` stands a whole store or none, at every instant; a kernel that is killed leaves
no half of one. What is replaced is kept under another name, to the last byte.
"""

import shutil
import sqlite3
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from eventlab.event import Event
from eventlab.sqlite_format import NewerVersion
from eventlab.sqlite_store import SqliteStore

PATIENCE = 5.0  # seconds to wait for another notebook that is at the files
_BESIDE = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a database


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let no other kernel touch the folder's files inside the block.

    All that is done to the files is done in such a block, and they are closed at its end: so they
    can be moved and removed (Windows moves no open file). A kernel that is killed lets go.

    Raises:
        sqlite3.OperationalError: another one does not let go, or the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = sqlite3.connect(folder / "events.lock", timeout=PATIENCE, isolation_level=None)
    with closing(lock):
        lock.execute("BEGIN EXCLUSIVE")  # nothing is ever written to it
        yield


def stream_of(event: Event) -> str:
    """Return the stream of an event: each thing asked has its own.

    A card folds the events of one question, bet, myth or task, and decides from them alone; so it
    reads those and no others, by the store's index.
    """
    return event.subject or "the learner"


def add(store: SqliteStore, events: Iterable[Event]) -> None:
    """Append events that are not there yet, in their order."""
    for stream, together in groupby(events, stream_of):
        store.append(stream, together)


def fault(path: Path, *, thorough: bool) -> str | None:
    """Return what is wrong with a store, or None.

    Args:
        path: where it is.
        thorough: read every event as well, and not the database's structure alone.

    Raises:
        NewerVersion: nobody here can tell.
        OSError: it cannot be read.
    """
    try:
        with SqliteStore(path, patience=PATIENCE) as store:
            with closing(sqlite3.connect(path)) as file:
                (verdict,) = file.execute("PRAGMA quick_check(1)").fetchone()
            if verdict == "ok" and thorough:
                deque(store.read_all(), maxlen=0)
    except NewerVersion:
        raise
    except (ValueError, sqlite3.DatabaseError) as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
            raise
        return str(error)
    return None if verdict == "ok" else str(verdict)


def free(folder: Path, name: str) -> Path:
    """Return the first of `name.format(1)`, `name.format(2)` … that no file has."""
    number = 1
    while (path := folder / name.format(number)).exists():
        number += 1
    return path


def copy(path: Path, aside: Path) -> None:
    """Copy a file, with what SQLite has beside it."""
    for ending in ("", *_BESIDE):
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{path}{ending}", f"{aside}{ending}")


def remove(path: Path) -> None:
    """Remove a file, with what SQLite has beside it."""
    for ending in (*_BESIDE, ""):
        Path(f"{path}{ending}").unlink(missing_ok=True)


def replace(path: Path, events: Iterable[Event], aside: Path | None = None) -> None:
    """Put a new store with these events in the place of what is there, whole or not at all.

    Args:
        path: where.
        events: in their order.
        aside: what was there is copied to this place first.
    """
    part = path.with_name("events.part.db")
    remove(part)
    with SqliteStore(part, patience=PATIENCE) as store:
        add(store, events)
    if Path(f"{part}-wal").exists():
        raise OSError(f"{part} is held open by another program: close it there")
    try:
        if aside:
            copy(path, aside)
        for ending in _BESIDE:  # it would be played into the new file
            Path(f"{path}{ending}").unlink(missing_ok=True)
        part.replace(path)
    except OSError:
        if aside:
            remove(aside)  # the file is where it was, and the next try makes another copy
        raise


class Salvaged(NamedTuple):
    """The events that could be read, and what was wrong with the others, if there were any."""

    events: list[Event]
    damage: str | None


def salvage(path: Path, table: str, column: str) -> Salvaged:
    """Return the events of a file, each once and in their order, as far as SQLite reaches them.

    It reads from both ends up to the damage. The file itself is only copied, with what SQLite has
    beside it after a write that was torn.
    """
    bodies: dict[int, bytes] = {}
    damage = None
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copied = Path(folder, "copy.db")
        copy(path, copied)
        for order in ("ASC", "DESC"):
            try:
                with closing(sqlite3.connect(copied)) as file:
                    file.execute("PRAGMA writable_schema = ON")  # reads one that is cut short too
                    query = f"SELECT position, {column} FROM {table} ORDER BY position {order}"  # noqa: S608
                    for position, body in file.execute(query):
                        bodies.setdefault(position, body)
            except sqlite3.DatabaseError as error:
                damage = str(error)
    events: dict[str, Event] = {}
    for position in sorted(bodies):
        try:
            event = Event.from_json(bodies[position])
        except (ValueError, TypeError) as error:
            damage = f"at position {position}: {error}"
        else:
            events.setdefault(event.id, event)
    return Salvaged(list(events.values()), damage)
