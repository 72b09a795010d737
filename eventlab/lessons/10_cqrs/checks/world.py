"""The learner's projection in the simulator: what must hold, and why it did not."""

from itertools import pairwise
from typing import Any

from eventlab import Event, MemoryStore
from eventlab.course.grading import Mistake
from eventlab.sim import Property, Scenario, database
from eventlab.sim.checkers import Finding
from eventlab.sim.history import STATE, History
from eventlab.sim.report import Result

from . import mistakes as m
from .shop import TABLES, fold, sale

SALES = (("A", "tea", 3), ("B", "cup", 1))
NO_EFFECTS = "SELECT 1 WHERE 0"  # what counts is the table as a whole
BEGUN = "SELECT 1 FROM sold UNION SELECT 1 FROM checkpoint WHERE position > 0"


class StillOpen(Exception):
    """A call of the learner's has failed, and its transaction is open."""


def _sales() -> list[Event]:
    return [
        Event("ItemSold", sale(item, pieces).data, id=id, time=sale(item, pieces).time)
        for id, item, pieces in SALES
    ]


def look(db: Any) -> Any:
    """Return the rows that are committed, and the checkpoint."""
    rows = tuple(db.execute("SELECT item, pieces, last FROM sold ORDER BY item").fetchall())
    return rows, tuple(db.execute("SELECT position FROM checkpoint").fetchall())


def _shown(state: Any) -> dict[str, tuple[int, str | None]]:
    return {item: (pieces, day) for item, pieces, day in state[0]}


def _right_in_the_end() -> Property:
    wanted = fold(_sales())

    def find(history: History) -> Finding | None:
        states = [(n, _shown(op.value)) for n, op in enumerate(history.ops) if op.kind == STATE]
        if states[-1][1] == wanted:
            return None
        index, found = next((s for s in states if _pieces(s[1]) > _pieces(wanted)), states[-1])
        return Finding(f"{_amounts(found)} instead of {_amounts(wanted)}", ("A", "B"), index)

    return Property("each sale has its effect once", find, STATE)


def _always_whole() -> Property:
    wanted = fold(_sales())

    def find(history: History) -> Finding | None:
        whole = False
        for index, op in enumerate(history.ops):
            if op.kind == STATE:
                found = _shown(op.value)
                if whole and found != wanted:
                    return Finding(f"readers find {_amounts(found)}", ("A", "B"), index)
                whole = whole or found == wanted
        return None if whole else Finding(f"in the end there is {_amounts(found)}", ("A", "B"))

    return Property(f"readers find {_amounts(wanted)}", find, STATE)


def _pieces(rows: dict[str, tuple[int, str | None]]) -> int:
    return sum(pieces for pieces, _ in rows.values())


def _amounts(rows: dict[str, tuple[int, str | None]]) -> str:
    return ", ".join(f"{item} {pieces}" for item, (pieces, _) in sorted(rows.items())) or "no row"


def _scenario(name: str, process: Any, wakes: int, property: Property) -> Scenario:
    offers = {"db": database(TABLES, NO_EFFECTS)}
    return Scenario(
        name,
        process,
        _sales()[:wakes],
        offers=offers,
        properties=[property],
        observe={"sold": look},
    )


def catching_up(BestSellers: Any) -> Scenario:
    """Return a world in which an event wakes the projection; all are in the store already."""

    class Process:
        def __init__(self, db: Any) -> None:
            self.store = MemoryStore()
            self.store.append("shop", _sales())
            self.db, self.model = db, BestSellers(self.store, db)

        def handle(self, event: Event) -> None:
            try:
                self.model.catch_up()
            except Exception as error:
                if self.db.in_transaction:
                    raise StillOpen("the call has failed, its transaction goes on") from error
                raise

    return _scenario("catch up", Process, 1, _right_in_the_end())


def rebuilding(BestSellers: Any) -> Scenario:
    """Return a world in which the projection catches up, and makes its model anew."""

    class Process:
        def __init__(self, db: Any) -> None:
            self.store = MemoryStore()
            self.store.append("shop", _sales())
            self.model = BestSellers(self.store, db)

        def handle(self, event: Event) -> None:
            self.model.catch_up()
            if event.id == "B":
                self.model.rebuild()

    return _scenario("rebuild", Process, 2, _always_whole())


def rebuilding_first(BestSellers: Any) -> Scenario:
    """Return a world in which a model begins with a rebuild, and who finds anything catches up."""

    class Process:
        def __init__(self, db: Any) -> None:
            self.store = MemoryStore()
            self.store.append("shop", _sales())
            self.db, self.model = db, BestSellers(self.store, db)

        def handle(self, event: Event) -> None:
            begun = self.db.execute(BEGUN).fetchone()
            (self.model.catch_up if begun else self.model.rebuild)()

    return _scenario("rebuild first", Process, 1, _right_in_the_end())


def why(result: Result) -> Mistake | None:
    """Say why a crash breaks it: by whether there is too much, or too little."""
    found, wanted = _found(result)[-1], _pieces(fold(_sales()))
    if found == wanted:
        return None
    return m.CHECKPOINT_OUTSIDE if found > wanted else m.CHECKPOINT_FIRST


def why_of_two(result: Result) -> Mistake | None:
    """Say why two at once break it: both apply the same events."""
    return m.READ_EARLY if max(_found(result)) > _pieces(fold(_sales())) else None


def why_while_read(result: Result) -> Mistake | None:
    """Say why a reader finds something else: a model that was there has become less."""
    found = _found(result)
    return m.EMPTIES if any(a > b for a, b in pairwise(found)) else None


def why_in_a_rebuild(result: Result) -> Mistake | None:
    """Say why a crash in a rebuild breaks it: there is too much, or in the end too little."""
    found, wanted = _found(result), _pieces(fold(_sales()))
    if max(found) > wanted:
        return m.CHECKPOINT_OUTSIDE
    return m.CHECKPOINT_FIRST if found[-1] < wanted else None


def why_after_an_error(result: Result) -> Mistake | None:
    """Say why a failing call breaks it: by who learns of the failure, and what it leaves."""
    steps = result.trace.steps
    errors = {s.source: n for n, s in reversed([*enumerate(steps)]) if s.kind == "error"}
    if "consumer" not in errors:
        return m.SWALLOWS
    if any(s.kind == "error" and StillOpen.__name__ in s.label for s in steps):
        return m.LEAVES_OPEN
    after = steps[errors.get("db", 0) : errors["consumer"]]
    return m.COMMITS_HALF if any((s.kind, s.target) == ("send", "db") for s in after) else None


def _found(result: Result) -> list[int]:
    """Return how many pieces the model had, as it changed."""
    return [_pieces(_shown(op.value)) for op in result.run.history.ops if op.kind == STATE]
