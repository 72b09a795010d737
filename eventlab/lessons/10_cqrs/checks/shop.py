"""What sells best, by the learner's projection: a log that can be hard on it, and its database."""

import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from eventlab import Event, MemoryStore
from eventlab.course.grading import Failure, Mistake
from eventlab.course.telling import step
from eventlab.store import Recorded

from . import mistakes as m

TABLES = (
    "CREATE TABLE sold (item TEXT PRIMARY KEY, pieces INTEGER, last TEXT);"
    "CREATE TABLE checkpoint (position INTEGER); INSERT INTO checkpoint VALUES (0)"
)
Rows = dict[str, tuple[int, str | None]]
_NUMBERS = itertools.count(1)


def sale(item: str, pieces: int, day: int = 1, type: str = "ItemSold") -> Event:
    """Return what happened on that day of March 2026."""
    time = datetime(2026, 3, day, 12, tzinfo=UTC)
    return Event(type, {"item": item, "pieces": pieces}, id=f"{type}-{item}-{day}", time=time)


def fold(events: Iterable[Event]) -> Rows:
    """Return what the model should show after these events."""
    rows: Rows = {}
    for event in events:
        if event.type in ("ItemSold", "ItemReturned"):
            item, sold = event.data["item"], event.type == "ItemSold"
            pieces, last = rows.get(item, (0, None))
            change = event.data["pieces"] * (1 if sold else -1)
            rows[item] = pieces + change, event.time.date().isoformat() if sold else last
    return rows


class Log(MemoryStore):
    """A store whose positions have gaps, and which counts what is read from it.

    Args:
        gap: the distance from one position to the next.
    """

    def __init__(self, gap: int = 1) -> None:
        super().__init__()
        self.gap, self.read_so_far = gap, 0
        self.before_each: Callable[[Recorded], Any] = lambda recorded: None

    @property
    def place(self) -> str:
        """Say where the last event is, if that is not just the next number."""
        end = self.gap * sum(1 for _ in super().read_all())
        return f" at position {end}" if self.gap > 1 else ""

    def read_all(self, *, after: int = 0, limit: int | None = None) -> Iterator[Recorded]:
        """Yield the events by their positions."""
        for found in super().read_all(after=after // self.gap, limit=limit):
            recorded = Recorded(found.event, found.stream, found.version, found.position * self.gap)
            self.read_so_far += 1
            self.before_each(recorded)
            yield recorded


class Shop:
    """The learner's projection of a log into a database that others read."""

    def __init__(self, BestSellers: Any, gap: int = 1) -> None:
        self.log, self._make = Log(gap), BestSellers
        self._address = f"file:/eventlab-best-{next(_NUMBERS)}?vfs=memdb"
        self._others = self._open()
        self._others.executescript(TABLES)
        self.restart(told=False)

    def restart(self, *, told: bool = True) -> None:
        """End the process, and with it what was not committed; start another one."""
        if told:
            step("the process is started again")
            self.db.close()
        self.db = self._open("")
        self.model = self._make(self.log, self.db)

    def happens(self, *events: Event, stream: str = "shop") -> None:
        """Append to the log."""
        for event in events:
            self.log.append(stream, [event])
            words = " ".join(map(str, [event.type, *[*event.data.values()][::-1]]))
            step(f"the store gets {words}{self.log.place}")

    def catch_up(self) -> None:
        """Let the learner's projection catch up."""
        step("catch_up()")
        self.model.catch_up()

    def rebuild(self) -> None:
        """Let it make its model anew."""
        step("rebuild()")
        self.model.rebuild()

    def lag(self) -> Any:
        """Ask it how late it is."""
        step("lag()")
        return self.model.lag()

    def rows(self) -> Rows:
        """Return what everybody else finds in the table."""
        found = self._others.execute("SELECT item, pieces, last FROM sold").fetchall()
        return {item: (pieces, last) for item, pieces, last in found}

    def checkpoint(self) -> Any:
        """Return the checkpoint that is committed."""
        found = self._others.execute("SELECT position FROM checkpoint").fetchall()
        return found[0][0] if len(found) == 1 else found

    def wanted(self) -> Rows:
        """Return what the model should show at the checkpoint that is committed."""
        position = self.checkpoint()
        return fold(r.event for r in MemoryStore.read_all(self.log) if r.position <= position)

    def spoil(self, sql: str) -> None:
        """Change what is committed behind the projection's back."""
        step(f"somebody runs {sql}")
        self._others.execute(sql)

    def expect(self, known: Callable[[Rows], Mistake | None] = lambda rows: None) -> None:
        """Demand that the model is the fold of the log."""
        if self.db.in_transaction:
            raise Failure("it is committed", "its transaction is still open", m.NEVER_COMMITS)
        events = [recorded.event for recorded in MemoryStore.read_all(self.log)]
        wanted, found = fold(events), self.rows()
        if found != wanted:
            raise Failure(told(wanted), told(found), known(found))

    def _open(self, isolation: Any = None) -> sqlite3.Connection:
        return sqlite3.connect(
            self._address, uri=True, timeout=0, isolation_level=isolation, check_same_thread=False
        )


def told(rows: Rows) -> str:
    """Say rows in short."""
    found = [f"{item} {pieces}, last {_day(day)}" for item, (pieces, day) in sorted(rows.items())]
    return "; ".join(found) or "none"


def _day(day: Any) -> str:
    """Say a day of which the story knows; what a clock says is different each time."""
    return day if str(day).startswith("2026-03-") else "never" if day is None else "another day"
