"""The learner's history: what was opened, bet, answered, checked and asked for, kept as events.

Nothing in it is ever changed: the present state of a question is found by folding its events, the
same way as in the lesson on event sourcing. The file is SQLite, in the user's data folder or in
$EVENTLAB_HOME; several notebooks may be open at once.

Guarantee: a lesson never stops because of its history. What cannot be written waits in memory and
is written as soon as that works; a damaged file is kept under another name, and what can still be
read in it begins the new one. Either is said in one line.
"""

import atexit
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from platformdirs import user_data_path

from eventlab.course.facts import fact, understood
from eventlab.course.salvage import salvage
from eventlab.event import Event

FORMAT = 1
PATIENCE = 5.0  # seconds to wait for another notebook that is writing
_SCHEMA = """
CREATE TABLE IF NOT EXISTS history (position INTEGER PRIMARY KEY, event BLOB NOT NULL) STRICT
"""
_MAGIC = b"SQLite format 3\0"
Result = TypeVar("Result")


class History:
    """An append-only file of events that never raises.

    Args:
        folder: where `history.db` is, or is made.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "history.db"
        self.trouble: str | None = None  # why events wait in memory at the moment, if they do
        self.opened: set[str] = set()  # the lessons of which a card was shown in this kernel
        self._waiting: list[Event] = []
        self._try("used", _check)

    def append(self, event: Event) -> None:
        """Add an event. When this returns it is on the disk, or it waits for the disk."""
        self._waiting.append(event)
        self.flush()

    def flush(self) -> None:
        """Write what waits for the disk, if that works by now."""
        if not self._waiting:
            return
        rows = [event.to_json() for event in self._waiting]
        if self._try("written", lambda file: _insert(file, rows)):
            self._waiting.clear()
            self.trouble = None

    def read(self) -> list[Event]:
        """Return all events in the order of their appending, each once, in their newest version."""
        rows = self._try("read", _rows) or []
        events = [event for row in rows if (event := understood(row))]
        return list({event.id: event for event in (*events, *self._waiting)}.values())

    def erase(self) -> bool:
        """Delete all events, also those that wait and those in damaged files; say if it worked."""
        if not self._try("erased", _delete):
            return False
        self._waiting.clear()
        for damaged in self.damaged():
            with suppress(OSError):
                damaged.unlink()
        return not self.damaged()

    def damaged(self) -> list[Path]:
        """Return the files that were set aside because they were damaged."""
        return sorted(self.path.parent.glob("history.damaged-*"))

    def _try(self, what: str, work: Callable[[sqlite3.Connection], Result]) -> Result | None:
        """Do the work in a transaction and return its result, or None when there is trouble."""
        for attempt in range(2):
            try:
                with self._connected() as file:
                    return work(file)
            except (sqlite3.OperationalError, OSError) as error:  # locked, read-only, no room
                self._say_once(f"cannot be {what} ({getattr(error, 'strerror', '') or error})")
                break
            except sqlite3.DatabaseError as error:
                if attempt or not self._begin_anew(error):
                    break
        return None

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        version = _version(self.path)
        if version > FORMAT:
            raise sqlite3.OperationalError(f"format {version} is of a newer eventlab: update")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=PATIENCE)) as file, file:
            file.execute("PRAGMA synchronous = FULL")
            if version < FORMAT:  # also when somebody has taken the file away meanwhile
                file.execute(_SCHEMA)
                file.execute(f"PRAGMA user_version = {FORMAT}")
            yield file

    def _begin_anew(self, error: sqlite3.Error) -> bool:
        number = 1
        while (aside := self.path.with_name(f"history.damaged-{number}.db")).exists():
            number += 1
        try:
            self.path.rename(aside)
            with suppress(FileNotFoundError):  # it would be played back into the new file
                Path(f"{self.path}-journal").rename(f"{aside}-journal")
            rows = salvage(aside)
            with self._connected() as file:
                _insert(file, rows)
        except (OSError, sqlite3.Error):
            self._say_once(f"is damaged ({error}) and cannot be moved")
            return False
        saved = f"a new one begins with the {len(rows)} events that could be read"
        _say(f"{self.path} was damaged ({error}): it is kept as {aside.name}, {saved}")
        return True

    def _say_once(self, trouble: str) -> None:
        had_trouble, self.trouble = self.trouble, trouble
        if had_trouble is None:
            _say(f"{self.path} {trouble}: what you do is kept until the kernel stops")


def _version(path: Path) -> int:
    """Read the format's number; SQLite itself might write to the file before one could ask."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        return 0
    known = len(header) == 100 and header.startswith(_MAGIC)
    return int.from_bytes(header[60:64], "big") if known else 0


def _check(file: sqlite3.Connection) -> bool:
    (verdict,) = file.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)
    return True


def _insert(file: sqlite3.Connection, rows: list[bytes]) -> bool:
    file.executemany("INSERT INTO history (event) VALUES (?)", [(row,) for row in rows])
    return True


def _rows(file: sqlite3.Connection) -> list[bytes]:
    return [row for (row,) in file.execute("SELECT event FROM history ORDER BY position")]


def _delete(file: sqlite3.Connection) -> bool:
    file.execute("PRAGMA secure_delete = ON")  # overwritten, not only given free
    file.execute("DELETE FROM history")
    return True


def _say(line: str) -> None:
    print(f"eventlab: {line}", file=sys.stderr)


def home() -> Path:
    """Return the folder where this learner's history lives: $EVENTLAB_HOME, or the system's."""
    chosen = os.environ.get("EVENTLAB_HOME")
    return Path(chosen) if chosen else user_data_path("eventlab", appauthor=False)


@cache
def history(folder: Path) -> History:
    """Return the one History of that folder in this process."""
    kept = History(folder)
    atexit.register(kept.flush)  # what waited for another notebook has one more chance
    return kept


def record(type: str, subject: str, **data: Any) -> None:
    """Append an event about `subject`, the id of a question, bet, myth, task or lesson.

    The types and their data are those in `facts`.
    """
    history(home()).append(fact(type, subject, data))


def past(*subjects: str) -> list[Event]:
    """Return what happened with these questions, bets, myths, tasks or lessons, oldest first."""
    return [event for event in history(home()).read() if event.subject in subjects]


def opened(lesson: str) -> None:
    """Record, once in a kernel, that a card of this lesson was shown."""
    if lesson not in (seen := history(home()).opened):
        seen.add(lesson)
        record("LessonOpened", lesson)
