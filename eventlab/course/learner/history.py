"""The learner's history: what was opened, bet, answered, checked and asked for, kept as events.

Nothing in it is ever changed: the present state of a question is found by folding its events, the
same way as in the lesson on event sourcing. It is a `SqliteStore`, in the user's data folder or in
$EVENTLAB_HOME; several notebooks may be open at once.

Guarantee: a lesson never stops because of its history. What cannot be written waits in memory and
is written as soon as that works; a damaged file is kept under another name, and what can still be
read in it begins the new one. Either is said in one line.
"""

import atexit
import os
import sqlite3
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from platformdirs import user_data_path

from eventlab.course.facts import fact
from eventlab.course.learner import keeping
from eventlab.course.learner.glance import Glance, unwritable
from eventlab.course.learner.read_model import Standings, fold, standings
from eventlab.course.learner.takeover import take_over
from eventlab.course.learner.understood import Readable, Understood
from eventlab.event import Event
from eventlab.sqlite_format import NewerVersion
from eventlab.sqlite_store import SqliteStore
from eventlab.store import Recorded

Result = TypeVar("Result")


class History:
    """A store of events that never raises.

    Args:
        folder: where `events.db` is, or is made.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "events.db"
        self.trouble: str | None = None  # why events wait in memory at the moment, if they do
        self.opened: set[str] = set()  # the lessons of which a card was shown in this kernel
        self._old, self._model = folder / "history.db", folder / "progress.db"
        self._waiting: list[Event] = []
        self._unsure = False  # whether the first that waits may be on the disk already
        self._unwritable = False  # whether that was the last trouble
        self._try("used", self._check)

    def append(self, event: Event) -> None:
        """Add an event. When this returns it is on the disk, or it waits for the disk."""
        self._waiting.append(event)
        self.flush()

    def flush(self) -> None:
        """Write what waits for the disk, if that works by now."""
        if self._waiting:
            self._try("written", self._write)

    def read(self) -> list[Event]:
        """Return all events in the order of their appending, each once, in their newest version."""
        return self._found(lambda store: store.read_all())

    def past(self, *subjects: str) -> list[Event]:
        """Return what happened with these, oldest first; it reads their streams and no others."""

        def look(store: Understood) -> list[Recorded]:
            found = [each for subject in subjects for each in store.read(subject)]
            return sorted(found, key=lambda each: each.position)

        return [event for event in self._found(look) if event.subject in subjects]

    def standings(self) -> Standings:
        """Return what came of everything that was asked."""
        found = None if self._waiting else self._try("read", self._kept_standings)
        return found or fold(self.read())

    def page(self, stream: str | None, after: int, size: int) -> list[Recorded]:
        """Return the next events of a stream, or of all, as they are on the disk.

        Raises:
            OSError: the history cannot be read.
        """

        def look(store: Readable) -> Iterable[Recorded]:
            if stream is None:
                return islice(store.read_all(after=after), size)
            return islice(store.read(stream, after=after), size)

        found = self._read(look)
        if found is None:
            raise OSError(f"{self.path} {self.trouble}")
        return found

    def erase(self) -> bool:
        """Delete all events, also those that wait and those in files set aside; say if it worked.

        The files are removed, not only emptied: the pages of what is deleted inside one would stay.
        """
        try:
            with keeping.alone(self.path.parent):
                for path in (*self.set_aside(), self._old, self._model, self.path):
                    keeping.remove(path)
        except (OSError, sqlite3.Error) as error:
            self._say_once(f"cannot be erased ({error})")
            return False
        self._waiting.clear()
        return True

    def set_aside(self) -> list[Path]:
        """Return the files that are kept beside: damaged ones, and those of before the store."""
        return sorted(
            path
            for kind in ("history.damaged-*", "history.old-*", "events.damaged-*")
            for path in self.path.parent.glob(f"{kind}.db")
        )

    def _write(self, store: SqliteStore) -> bool:
        unsure, self._unsure = self._unsure, True
        while self._waiting:
            event = self._waiting[0]
            stream = keeping.stream_of(event)
            there = unsure and any(each.event.id == event.id for each in store.read(stream))
            if not there:
                store.append(stream, [event])
            del self._waiting[0]
        self._unsure, self.trouble = False, None
        return True

    def _found(self, look: Callable[[Understood], Iterable[Recorded]]) -> list[Event]:
        """Return what `look` finds, and what waits for the disk."""
        found = self._read(lambda store: look(Understood(store))) or []
        events = (*(each.event for each in found), *self._waiting)
        return list({event.id: event for event in events}.values())

    def _read(self, look: Callable[[Readable], Iterable[Recorded]]) -> list[Recorded] | None:
        found = self._try("read", lambda store: list(look(store)))
        if found is None and self._unwritable:
            with suppress(OSError, ValueError, sqlite3.Error):
                return list(look(Glance(self.path)))
        return found

    def _kept_standings(self, store: SqliteStore) -> Standings | None:
        with suppress(OSError, sqlite3.Error):  # the read model's: one can do without it
            return standings(store, self._model)
        return None

    def _check(self, _: SqliteStore) -> bool:
        if why := keeping.fault(self.path, thorough=False):
            raise ValueError(why)
        return True

    def _try(self, what: str, work: Callable[[SqliteStore], Result]) -> Result | None:
        """Do the work on the store and return its result, or None when there is trouble."""
        try:
            with keeping.alone(self.path.parent):
                try:
                    return self._do(work)
                except NewerVersion:
                    raise
                except (ValueError, sqlite3.DatabaseError):
                    damage = keeping.fault(self.path, thorough=True)
                    if not damage:
                        raise
                    self._begin_anew(damage)
                    return self._do(work)
        except (OSError, ValueError, sqlite3.Error) as error:
            self._unwritable = unwritable(error)
            reason = getattr(error, "strerror", None) or error
            self._say_once(f"cannot be {what} ({reason})".replace(f"({self.path} ", "("))
            return None

    def _do(self, work: Callable[[SqliteStore], Result]) -> Result:
        if told := take_over(self._old, self.path):
            _say(told)
        with SqliteStore(self.path, patience=keeping.PATIENCE) as store:
            return work(store)

    def _begin_anew(self, damage: str) -> None:
        aside = keeping.free(self.path.parent, "events.damaged-{}.db")
        events = keeping.salvage(self.path, "event", "body").events
        keeping.replace(self.path, events, aside)
        saved = f"a new one begins with the {len(events)} events that could be read"
        _say(f"{self.path} was damaged ({damage}): it is kept as {aside.name}, {saved}")

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
    return history(home()).past(*subjects)


def opened(lesson: str) -> None:
    """Record, once in a kernel, that a card of this lesson was shown."""
    if lesson not in (seen := history(home()).opened):
        seen.add(lesson)
        record("LessonOpened", lesson)
