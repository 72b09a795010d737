"""The read model behind `progress`: how each thing asked stands, in tables, kept by a projection.

Guarantee: what `standings` returns is what folding the whole store anew would give. It reads what
is new since the last time; a read model that is damaged, of another version or schema, or of
another store is thrown away and made again, for nothing is in it that the store does not have.
"""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import astuple, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from eventlab.course.learner.tries import SITTING, Tries
from eventlab.course.learner.understood import Understood
from eventlab.event import Event
from eventlab.projection import Handler, Projection, RebuildNeeded
from eventlab.store import EventStore

VERSION = 1  # raise it with every change of the tables, of what is done to them, or of `Tries`

_SCHEMA = (
    "CREATE TABLE opened (lesson TEXT PRIMARY KEY)",
    """CREATE TABLE tries (
        item TEXT PRIMARY KEY, mark TEXT NOT NULL, mistake TEXT, due TEXT, last TEXT NOT NULL,
        erred INTEGER NOT NULL, helped INTEGER NOT NULL, solved INTEGER NOT NULL,
        reviews INTEGER NOT NULL)""",
    # The confidence of bets that are not settled, and when each variant was answered last.
    "CREATE TABLE bet (item TEXT PRIMARY KEY, confidence INTEGER NOT NULL)",
    """CREATE TABLE answered (
        item TEXT, variant TEXT, last TEXT NOT NULL, PRIMARY KEY (item, variant))""",
    """CREATE TABLE level (
        confidence INTEGER PRIMARY KEY, given INTEGER NOT NULL, right INTEGER NOT NULL)""",
    # The last event of which anything was noted: another store has another one at its position.
    "CREATE TABLE newest (position INTEGER NOT NULL, id TEXT NOT NULL)",
)
_COUNT = """
    INSERT INTO level VALUES (?, 1, ?)
    ON CONFLICT DO UPDATE SET given = given + 1, right = right + excluded.right"""
_KEEP = """
    INSERT OR REPLACE INTO tries (item, mark, mistake, due, last, erred, helped, solved, reviews)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_TRIES = "SELECT item, mark, mistake, due, last, erred, helped, solved, reviews FROM tries"


class _Tables(Protocol):
    """A transaction, or a connection."""

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor: ...


@dataclass
class Level:
    """Of the bets and answers that were given with one confidence: how many, and how many right."""

    given: int = 0
    right: int = 0


@dataclass
class Standings:
    """What the history says.

    Args:
        opened: the names of the lessons of which a card was shown.
        tries: what came of the tries, by the id of the question, bet, myth or task.
        levels: what came of bets and answers, by how sure the learner was.
    """

    opened: set[str] = field(default_factory=set)
    tries: dict[str, Tries] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


def standings(store: EventStore, path: Path) -> Standings:
    """Bring the read model at `path` up to what the store has, and return what is in it.

    Nobody else may use the file meanwhile.

    Raises:
        OSError: it cannot be written.
        ValueError: the store is damaged.
        sqlite3.Error: what SQLite says of a read model that was just made.
    """
    try:
        return _kept_up(store, path)
    except (ValueError, sqlite3.Error, RebuildNeeded):
        for ending in ("", "-wal", "-shm"):
            Path(f"{path}{ending}").unlink(missing_ok=True)
        return _kept_up(store, path)


def fold(events: Iterable[Event]) -> Standings:
    """Return what the events say, oldest first, without any file."""
    with closing(sqlite3.connect(":memory:")) as tables:
        for statement in _SCHEMA:
            tables.execute(statement)
        for event in events:
            if event.type in _HAPPENED:
                _apply(event, tables)
        return _read(tables)


def _kept_up(store: EventStore, path: Path) -> Standings:
    understood = Understood(store)
    with (
        Projection(understood, path, _SCHEMA, _HANDLERS, name="standing", version=VERSION) as kept,
        closing(sqlite3.connect(path)) as tables,
    ):
        for position, id in tables.execute("SELECT position, id FROM newest").fetchall():
            found = [each.event.id for each in understood.read_all(after=position - 1, limit=1)]
            if found != [id]:
                raise RebuildNeeded(f"this store does not have event {id} at position {position}")
        kept.catch_up()
        return _read(tables)


def _handle(recorded: Any, tx: _Tables) -> None:
    _apply(recorded.event, tx)
    tx.execute("DELETE FROM newest")
    tx.execute("INSERT INTO newest VALUES (?, ?)", (recorded.position, recorded.event.id))


def _apply(event: Event, tx: _Tables) -> None:
    item = event.subject or ""
    if event.type == "LessonOpened":
        tx.execute("INSERT OR IGNORE INTO opened VALUES (?)", (item,))
        return
    tries = Tries()
    for row in tx.execute(f"{_TRIES} WHERE item = ?", (item,)):
        tries = _tries(row)
    tries.apply(event)
    row = [each.isoformat() if isinstance(each, datetime) else each for each in astuple(tries)]
    tx.execute(_KEEP, (item, *row))
    confidence = _confidence(event, item, tx)
    if confidence is not None:
        tx.execute(_COUNT, (confidence, event.data["right"]))


def _confidence(event: Event, item: str, tx: _Tables) -> int | None:
    """Return how sure one was of a bet when it is settled, or of a sitting's first answer."""
    if event.type == "BetMade":
        made = item, event.data["confidence"]
        tx.execute("INSERT OR REPLACE INTO bet VALUES (?, ?)", made)
    elif event.type == "BetSettled":
        found = tx.execute("SELECT confidence FROM bet WHERE item = ?", (item,)).fetchone()
        tx.execute("DELETE FROM bet WHERE item = ?", (item,))
        return found[0] if found else None
    elif event.type == "QuestionAnswered":
        asked = item, json.dumps(event.data.get("variant"))
        before = tx.execute(
            "SELECT last FROM answered WHERE item = ? AND variant = ?", asked
        ).fetchone()
        tx.execute("INSERT OR REPLACE INTO answered VALUES (?, ?, ?)", (*asked, str(event.time)))
        if before is None or event.time - datetime.fromisoformat(before[0]) > SITTING:
            return event.data.get("confidence")
    return None


_HAPPENED = (
    "LessonOpened",
    "BetMade",
    "BetSettled",
    "QuestionAnswered",
    "MythJudged",
    "ExerciseChecked",
    "HelpTaken",
)
_HANDLERS: dict[str, Handler] = dict.fromkeys(_HAPPENED, _handle)


def _read(tables: _Tables) -> Standings:
    return Standings(
        {lesson for (lesson,) in tables.execute("SELECT lesson FROM opened")},
        {row[0]: _tries(row) for row in tables.execute(_TRIES)},
        {
            confidence: Level(given, right)
            for confidence, given, right in tables.execute("SELECT * FROM level")
        },
    )


def _tries(row: tuple[Any, ...]) -> Tries:
    tries = Tries(*row[1:])
    for name in ("due", "last"):
        if (text := getattr(tries, name)) is not None:
            setattr(tries, name, datetime.fromisoformat(text))
    for name in ("erred", "helped", "solved"):
        setattr(tries, name, bool(getattr(tries, name)))
    return tries
