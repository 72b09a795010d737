"""Made-up histories of learners, and the learner's projection of them."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from eventlab import Event, MemoryStore
from eventlab.course.facts import fact
from eventlab.course.grading import Failure
from eventlab.course.telling import step
from eventlab.store import Recorded

from . import mistakes as m

Rows = dict[Any, tuple[Any, Any]]
_IS_TABLE = "SELECT 1 FROM sqlite_schema WHERE name = 'tries' AND type = 'table'"


def _ram() -> str | None:
    """Return a folder in memory where there is one: no check is of the disk, or waits for it."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def checked(task: str, verdict: str, mistake: str | None = None) -> Event:
    """Return what a check leaves in the history."""
    return fact("ExerciseChecked", task, {"verdict": verdict, "mistake": mistake})


class Store(MemoryStore):
    """A history that counts what is read from it, and can fail."""

    def __init__(self) -> None:
        super().__init__()
        self.was_read, self.read_so_far, self.fails_at = False, 0, 0

    def read_all(self, *, after: int = 0, limit: int | None = None) -> Iterator[Recorded]:
        """Yield the events by their positions."""
        self.was_read = True
        for recorded in super().read_all(after=after, limit=limit):
            if recorded.position == self.fails_at:
                raise ConnectionError("the history is away")
            self.read_so_far += 1
            yield recorded


class Past:
    """A made-up history, and the learner's projection into a file; both end with the block."""

    def __init__(self, tries: Any) -> None:
        self.store, self._tries = Store(), tries
        self._folder = TemporaryDirectory(dir=_ram(), ignore_cleanup_errors=True)
        self.path = Path(self._folder.name) / "tries.db"
        self.projection: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._close()
        self._folder.cleanup()

    def happens(self, *events: Event, told: bool = True) -> None:
        """Add to the history."""
        for event in events:
            if told:
                mistake = event.data.get("mistake") or ""
                words = [event.type, event.subject, event.data.get("verdict"), mistake]
                step(" ".join(filter(None, words)))
            self.store.append(event.subject or "course", [event])

    def open(self, *, told: bool = True) -> Any:
        """Open the learner's projection, as each process does."""
        self._close()
        if told:
            step("tries(store, path)")
        self.projection = self._tries(self.store, self.path)
        for method in ("catch_up", "rebuild"):
            if not callable(getattr(self.projection, method, None)):
                happened = f"{type(self.projection).__name__} has no {method}"
                look = "what `tries` returns in the end."
                raise Failure("it returns a projection", happened, look=look)
        return self.projection

    def catch_up(self) -> None:
        """Open it if it is not, and let it catch up."""
        projection = self.projection or self.open()
        step("catch_up()")
        projection.catch_up()

    def rebuild(self) -> None:
        """Let it make its model anew."""
        step("rebuild()")
        self.projection.rebuild()

    def spoil(self, sql: str) -> None:
        """Change what is in the file."""
        step(f"somebody runs {sql}")
        with closing(sqlite3.connect(self.path)) as connection, connection:
            if connection.execute(_IS_TABLE).fetchone():  # a view cannot be spoilt
                connection.execute(sql)

    def rows(self) -> Rows:
        """Return what is in the file."""
        try:
            with closing(sqlite3.connect(self.path)) as connection:
                found = connection.execute("SELECT task, tries, solved FROM tries").fetchall()
        except sqlite3.OperationalError as error:
            mistake = m.WRONG_PLACE if str(error).startswith("no such table") else None
            look = "the statement that makes the table: task, tries, solved."
            raise Failure("the table tries at path", str(error), mistake, look=look) from None
        return {task: (tries, solved) for task, tries, solved in found}

    def expect(self, known: Callable[[Rows], m.Mistake | None] = lambda rows: None) -> None:
        """Demand the rows that the history leads to."""
        wanted, found = fold(r.event for r in MemoryStore.read_all(self.store)), self.rows()
        if found == wanted:
            return
        mistake = known(found) if self.store.was_read else m.REAL_ONE
        raise Failure(told(wanted), told(found), mistake)

    def _close(self) -> None:
        if hasattr(self.projection, "close"):
            self.projection.close()
        self.projection = None


def fold(events: Iterable[Event]) -> Rows:
    """Return the rows that a history leads to."""
    rows: Rows = {}
    for event in events:
        verdict = event.data.get("verdict")
        if event.type == "ExerciseChecked" and verdict in ("passed", "failed"):
            tries, solved = rows.get(event.subject, (0, 0))
            if not solved:
                rows[event.subject] = tries + 1, int(verdict == "passed")
    return rows


def told(rows: Rows) -> str:
    """Say rows in short."""
    words = {0: "", 1: ", solved"}
    found = [
        f"{task} {n}{words.get(solved, f', {solved!r}')}" for task, (n, solved) in rows.items()
    ]
    return "; ".join(found) or "no row"
