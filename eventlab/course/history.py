"""The learner's history: what was answered, bet, checked and asked for, kept as events.

Nothing in it is ever changed: the present state of a question is found by folding its events, the
same way as in the lesson on event sourcing. The file is SQLite, in the user's data folder or in
$EVENTLAB_HOME; several notebooks may be open at once.

Guarantee: a lesson never stops because of its history. What cannot be written waits in memory and
is written as soon as that works; a damaged file is kept under another name and a new one begun.
Either is said in one line.
"""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from eventlab.event import Event

FORMAT = 1
PATIENCE = 5.0  # seconds to wait for another notebook that is writing
_SCHEMA = """
CREATE TABLE IF NOT EXISTS history (position INTEGER PRIMARY KEY, event BLOB NOT NULL) STRICT
"""


class History:
    """An append-only file of events that never raises.

    Args:
        folder: where `history.db` is, or is made.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "history.db"
        self.trouble: str | None = None  # why events wait in memory at the moment, if they do
        self._waiting: list[Event] = []
        try:
            self._prepare()
        except sqlite3.OperationalError as error:  # locked, read-only, no room
            self._say_once(f"cannot be used ({error})")
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)
        except OSError as error:
            self._say_once(f"cannot be used ({error.strerror})")

    def append(self, event: Event) -> None:
        """Add an event. When this returns it is on the disk, or it waits for the disk."""
        self._waiting.append(event)
        try:
            with self._connected() as file:
                rows = [(event.to_json(),) for event in self._waiting]
                file.executemany("INSERT INTO history (event) VALUES (?)", rows)
        except (sqlite3.Error, OSError) as error:
            self._say_once(f"cannot be written ({error})")
        else:
            self._waiting.clear()
            self.trouble = None

    def read(self) -> list[Event]:
        """Return all events in the order of their appending."""
        try:
            with self._connected() as file:
                rows = file.execute("SELECT event FROM history ORDER BY position").fetchall()
            return [*(Event.from_json(row[0]) for row in rows), *self._waiting]
        except (sqlite3.Error, OSError, ValueError) as error:
            self._say_once(f"cannot be read ({error})")
            return list(self._waiting)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=PATIENCE)) as file, file:
            (version,) = file.execute("PRAGMA user_version").fetchone()
            if version > FORMAT:
                raise sqlite3.OperationalError(f"format {version} is of a newer eventlab: update")
            file.execute("PRAGMA synchronous = FULL")
            yield file

    def _prepare(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._connected() as file:
            (verdict,) = file.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
            file.execute(_SCHEMA)
            file.execute(f"PRAGMA user_version = {FORMAT}")

    def _begin_anew(self, error: sqlite3.Error) -> None:
        number = 1
        while (aside := self.path.with_name(f"history.damaged-{number}.db")).exists():
            number += 1
        try:
            self.path.rename(aside)
            self._prepare()
        except (OSError, sqlite3.Error):
            self._say_once(f"is damaged ({error}) and cannot be moved")
        else:
            _say(f"{self.path} was damaged ({error}): it is kept as {aside.name}, a new one begins")

    def _say_once(self, trouble: str) -> None:
        had_trouble, self.trouble = self.trouble, trouble
        if had_trouble is None:
            _say(f"{self.path} {trouble}: what you do is kept until the kernel stops")


def _say(line: str) -> None:
    print(f"eventlab: {line}", file=sys.stderr)


def home() -> Path:
    """Return the folder where this learner's history lives: $EVENTLAB_HOME, or the system's."""
    chosen = os.environ.get("EVENTLAB_HOME")
    return Path(chosen) if chosen else user_data_path("eventlab", appauthor=False)


@cache
def history(folder: Path) -> History:
    """Return the one History of that folder in this process."""
    return History(folder)


def record(type: str, subject: str, **data: Any) -> None:
    """Append an event about `subject`, the id of a question, bet, myth, task or lesson."""
    history(home()).append(Event(type, data, subject=subject, source="/eventlab/course"))


def past(subject: str) -> list[Event]:
    """Return what happened with one question, bet, myth, task or lesson, oldest first."""
    return [event for event in history(home()).read() if event.subject == subject]
