"""The contract of a projection. `make(store, schema, handlers)` returns a new one.

Its read model is in a database of its own, at its `path`. `make(…, beside=projection)` returns one
more handle on the same, as after a restart. The features are "batch" for `make(…, batch=n)`,
"limit" for `catch_up(limit=n)`, "names" and "version" for `make(…, name=…)` and
`make(…, version=n)` with beside, "lag" for `make(…, clock=…)` with `lag`, "patience" for
`make(…, beside=…, patience=…)`, and "strict" for what else is refused.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from eventlab.clock import VirtualClock
from eventlab.contracts import Contract, Make, Stop, in_threads, raises, same
from eventlab.event import Event
from eventlab.memory_store import MemoryStore
from eventlab.projection import RebuildNeeded

projection = Contract("projection")

SCHEMA = ("CREATE TABLE seen (id TEXT)",)


def see(recorded: Any, tx: Any) -> None:
    """Change the read model: one row."""
    tx.execute("INSERT INTO seen VALUES (?)", (recorded.event.id,))


def start(make: Make, store: Any, handler: Any = see, **options: Any) -> Any:
    """Make a projection of the events of type Paid."""
    return make(store, SCHEMA, {"Paid": handler}, **options)


def add(store: Any, *ids: str, type: str = "Paid", stream: str = "shop") -> None:
    """Append events with these ids."""
    store.append(stream, [Event(type, id=id) for id in ids])


def paid(*ids: str) -> MemoryStore:
    """Return a new store with these events."""
    add(store := MemoryStore(), *ids)
    return store


def model(subject: Any, table: str = "seen") -> str:
    """Return the read model as everybody else finds it: the ids, in order."""
    with closing(sqlite3.connect(subject.path)) as connection:
        rows = connection.execute(f"SELECT id FROM {table} ORDER BY rowid")  # noqa: S608
        return " ".join(id for (id,) in rows)


def at(id: str, then: Callable[[], Any]) -> Callable[[Any, Any], None]:
    """Return a handler that does as `see` does, and after this event also `then`."""

    def handler(recorded: Any, tx: Any) -> None:
        see(recorded, tx)
        if recorded.event.id == id:
            then()

    return handler


def fail(error: type[BaseException] = LookupError) -> None:
    """Fail as a handler does; with `Stop` as one that is killed, as far as a case can."""
    raise error


@projection.case(core=True)
def applied_once(make: Make) -> None:
    """However often it catches up, every event has its effect once, in order."""
    subject = start(make, store := paid("1", "2", "3"))
    counts = [subject.catch_up(), subject.catch_up()]
    add(store, "4")
    counts.append(subject.catch_up())
    same(model(subject), "1 2 3 4", "the read model")
    same(counts, [3, 0, 1], "what catch_up returned")


@projection.case(core=True)
def others_passed_over(make: Make) -> None:
    """Events of a type without a handler change nothing, and the checkpoint goes past them."""
    subject = start(make, store := paid("1"))
    add(store, "2", "3", type="Shipped")
    subject.catch_up()
    same(model(subject), "1", "the read model")
    same(subject.position, 3, "the checkpoint")


@projection.case(core=True)
def all_streams(make: Make) -> None:
    """It follows the positions of the whole store, not the versions of a stream."""
    subject = start(make, store := MemoryStore())
    for id, stream in [("1", "a"), ("2", "b"), ("3", "a"), ("4", "b")]:
        add(store, id, stream=stream)
        subject.catch_up()
    same(model(subject), "1 2 3 4", "the read model")


@projection.case(core=True)
def failure_leaves_all_as_it_was(make: Make) -> None:
    """When a handler raises, it comes out, and neither model nor checkpoint has changed."""
    subject = start(make, store := paid("1"), at("3", fail))
    subject.catch_up()
    add(store, "2", "3", "4")
    for _ in range(2):
        raises(LookupError, subject.catch_up)
        same((model(subject), subject.position), ("1", 1), "model and checkpoint")


@projection.case(core=True)
def killed_in_between(make: Make) -> None:
    """Ended between read model and checkpoint, it goes on from where both agree."""
    subject = start(make, store := paid("1", "2"), at("2", lambda: fail(Stop)))
    raises(Stop, subject.catch_up)
    same((model(subject), subject.position), ("", 0), "model and checkpoint after the end")
    again = start(make, store, beside=subject)
    again.catch_up()
    same(model(again), "1 2", "the read model after a restart")


@projection.case(core=True)
def outlives_its_process(make: Make) -> None:
    """Where one handle has stopped, another goes on."""
    subject = start(make, store := paid("1", "2"))
    subject.catch_up()
    add(store, "3")
    again = start(make, store, beside=subject)
    same(again.catch_up(), 1, "how many events were left after a restart")
    same(model(again), "1 2 3", "the read model")


@projection.case(core=True)
def rebuilt(make: Make) -> None:
    """rebuild makes the model from the first event, however it was spoilt, and goes on there."""
    subject = start(make, store := paid("1", "2"))
    subject.catch_up()
    with closing(sqlite3.connect(subject.path)) as connection, connection:
        connection.execute("UPDATE seen SET id = 'x'")
    same([subject.rebuild(), subject.rebuild()], [2, 2], "what rebuild returned, twice")
    add(store, "3")
    subject.catch_up()
    same(model(subject), "1 2 3", "the read model")


@projection.case(core=True)
def written_while_rebuilt(make: Make) -> None:
    """Writing goes on during a rebuild: each event is applied once, readers see no half model."""
    found: list[str] = []

    def write() -> None:
        if model(subject):
            add(store, "3")
            found.append(model(subject))

    subject: Any = start(make, store := paid("1", "2"), at("2", write))
    for work in (subject.catch_up, subject.rebuild, subject.catch_up):
        work()
    same((found, model(subject)), (["1 2"], "1 2 3"), "what was read during and after the rebuild")


@projection.case()
def failed_rebuild_changes_nothing(make: Make) -> None:
    """A rebuild that fails, or is killed, leaves the old model and its checkpoint."""
    subject = start(make, store := paid("1", "2"))
    subject.catch_up()
    for kind in (LookupError, Stop):
        failing = at("2", partial(fail, kind))
        raises(kind, start(make, store, failing, beside=subject).rebuild)
        same((model(subject), subject.position), ("1 2", 2), "model and checkpoint")
    same(subject.catch_up(), 0, "how many events were left")


@projection.case()
def appended_while_it_catches_up(make: Make) -> None:
    """What is appended while it works is neither lost nor applied twice."""
    store = paid("1", "2")
    subject = start(make, store, at("2", lambda: add(store, "3")))
    subject.catch_up()
    subject.catch_up()
    same(model(subject), "1 2 3", "the read model")


@projection.case(needs=["limit"])
def limited(make: Make) -> None:
    """catch_up(limit=n) goes past n events and no more; 0 is none, and below it is refused."""
    subject = start(make, paid(*"12345"), batch=2)
    found = []
    for limit in (0, 1, 3, 9):
        found.append((subject.catch_up(limit=limit), model(subject)))
    same(found, [(0, ""), (1, "1"), (3, "1 2 3 4"), (1, "1 2 3 4 5")], "applied, and the model")
    raises(ValueError, subject.catch_up, limit=-1)


@projection.case(needs=["batch"])
def whole_batches_stay(make: Make) -> None:
    """The batches before one that fails stay; of that one nothing does."""
    subject = start(make, paid(*"12345"), at("4", fail), batch=2)
    raises(LookupError, subject.catch_up)
    same((model(subject), subject.position), ("1 2", 2), "model and checkpoint")


@projection.case(needs=["strict"])
def failure_names_its_place(make: Make) -> None:
    """The error of a handler carries a note with the position, the stream and the version."""
    subject = start(make, store := paid("1", "2"), at("3", fail))
    add(store, "3", stream="market")
    error = raises(LookupError, subject.catch_up)
    note = " ".join(getattr(error, "__notes__", []))
    same([word in note for word in ("position 3", "'market'", "version 1")], [True] * 3, note)


@projection.case(needs=["patience"])
def several_at_once(make: Make) -> None:
    """Several that run the same projection at once apply every event once."""
    first = start(make, store := paid(*map(str, range(10, 60))), batch=3)
    others = [start(make, store, beside=first, batch=5, patience=10.0) for _ in range(3)]
    in_threads([each.catch_up for each in (first, *others)])
    same(model(first), " ".join(map(str, range(10, 60))), "the read model")


@projection.case(needs=["patience"])
def under_way_elsewhere(make: Make) -> None:
    """While a batch is under way, nobody else applies a part of it."""
    handler = at("2", lambda: in_threads([elsewhere]))
    subject = start(make, store := paid("1", "2", "3"), handler)

    def elsewhere() -> None:
        with suppress(TimeoutError):  # it is locked out, and will try again
            start(make, store, beside=subject, patience=0.0).catch_up()

    subject.catch_up()
    same((model(subject), subject.position), ("1 2 3", 3), "model and checkpoint")


@projection.case(needs=["names"])
def names_keep_apart(make: Make) -> None:
    """Two projections with two names in one database have a checkpoint each."""
    one = start(make, paid("1", "2"), name="one")
    one.catch_up()
    put = {"Paid": lambda recorded, tx: tx.execute("INSERT INTO two VALUES (?)", ("2",))}
    two = make(store := paid("a"), ["CREATE TABLE two (id TEXT)"], put, beside=one, name="two")
    two.catch_up()
    two.rebuild()
    same((model(one), one.position), ("1 2", 2), "model and checkpoint of the other")
    same((model(two, "two"), two.position), ("2", len(list(store.read_all()))), "its own")


@projection.case(needs=["version"])
def another_version_is_refused(make: Make) -> None:
    """What another version has made is refused, in both directions, until it is rebuilt."""
    old = start(make, store := paid("1", "2"), version=1)
    old.catch_up()
    put = {"Paid": lambda recorded, tx: tx.execute("INSERT INTO new VALUES ('n')")}
    new = make(store, ["CREATE TABLE new (id TEXT)"], put, beside=old, version=2)
    raises(RebuildNeeded, new.catch_up)
    same((model(old), old.position), ("1 2", 2), "the old model, which is still there")
    new.rebuild()
    same(model(new, "new"), "n n", "the new model")
    raises(RebuildNeeded, old.catch_up)
    raises(sqlite3.OperationalError, model, old)


@projection.case(needs=["lag"])
def lag_is_told(make: Make) -> None:
    """lag is how many positions it is behind, and the age of the first event it lacks."""
    subject = start(make, store := MemoryStore(), clock=(clock := VirtualClock(1000.0)))
    clock.advance(50)
    for second, type in [(1010, "Paid"), (1020, "Shipped"), (1030, "Paid")]:
        store.append("shop", [Event(type, time=datetime.fromtimestamp(second, UTC))])
    found = [tuple(subject.lag())]
    for _ in range(3):
        subject.catch_up(limit=1)
        found.append(tuple(subject.lag()))
    same(found, [(3, 40.0), (2, 30.0), (1, 20.0), (0, 0.0)], "the lag after 0, 1, 2, 3 events")


@projection.case(needs=["strict"])
def store_that_lacks_the_checkpoint(make: Make) -> None:
    """A store that ends before the checkpoint is refused until the model is rebuilt from it."""
    subject = start(make, paid("1", "2", "3"))
    subject.catch_up()
    other = start(make, paid("a"), beside=subject)
    raises(RebuildNeeded, other.catch_up)
    same(other.rebuild(), 1, "what rebuild returned")
    same((model(other), other.position), ("a", 1), "model and checkpoint")


@projection.case(needs=["strict"])
def not_from_within(make: Make) -> None:
    """A handler that catches up is refused at once, instead of waiting for itself for ever."""
    subject: Any = None
    subject = start(make, paid("1", "2"), at("1", lambda: raises(RuntimeError, subject.catch_up)))
    subject.catch_up()
    same(model(subject), "1 2", "the read model")
