"""Projections: which read models they accept, and what is left of one when it is killed."""

import sqlite3
from contextlib import closing

import pytest
from crash import kill_two, noted, soak

from eventlab import Event, MemoryStore, Projection, RebuildNeeded, SqliteStore, VirtualClock

SOLD = "CREATE TABLE sold (item TEXT PRIMARY KEY, count INTEGER NOT NULL)"


def count(recorded, tx):
    query = "INSERT INTO sold VALUES (?, 1) ON CONFLICT (item) DO UPDATE SET count = count + 1"
    tx.execute(query, (recorded.event.data["item"],))


def look(path, query):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def sell(store, *items):
    store.append("shop", [Event("Sold", {"item": item}) for item in items])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.db"


@pytest.fixture
def store():
    sell(store := MemoryStore(), "tea", "milk", "tea")
    return store


def test_several_statements_make_tables_views_and_indexes_and_all_go_with_them(path, store):
    quoted = 'CREATE TABLE "odd ""name" (x INTEGER PRIMARY KEY AUTOINCREMENT)'
    view = "CREATE VIEW best AS SELECT item FROM sold ORDER BY count DESC LIMIT 1"
    index = "CREATE INDEX by_count ON sold (count)"
    with Projection(store, path, [SOLD, quoted, view, index], {"Sold": count}) as old:
        old.catch_up()
        assert look(path, "SELECT * FROM best") == [("tea",)]
    with Projection(store, path, SOLD, {"Sold": count}, version=2) as new:
        assert new.rebuild() == 3
    names = {name for (name,) in look(path, "SELECT name FROM sqlite_schema WHERE sql NOT NULL")}
    names.discard("sqlite_sequence")  # SQLite's own, and it may not be dropped
    assert names == {"sold", "eventlab_projection", "eventlab_tables"}


def test_tables_of_yours_in_the_same_database_stay_as_they_are(path, store):
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE mine (text)")
        connection.execute("INSERT INTO mine VALUES ('a')")
    with Projection(store, path, SOLD, {"Sold": count}) as projection:
        projection.rebuild()
    assert look(path, "SELECT text FROM mine") == [("a",)]
    with pytest.raises(sqlite3.OperationalError, match="table mine already exists"):
        Projection(store, path, ["CREATE TABLE mine (x)"], {}, name="other")
    assert look(path, "SELECT name FROM eventlab_projection") == [("projection",)]


def test_the_same_events_give_the_same_model_from_either_store(path, tmp_path, store):
    models = []
    with SqliteStore(tmp_path / "store.db") as durable:
        sell(durable, "tea", "milk", "tea")
        for number, each in enumerate((store, durable)):
            with Projection(each, tmp_path / f"{number}.db", SOLD, {"Sold": count}) as projection:
                assert projection.catch_up() == 3
                assert projection.lag() == (0, 0.0)
                models.append(look(projection.path, "SELECT * FROM sold ORDER BY item"))
    assert models == [[("milk", 1), ("tea", 2)]] * 2


def test_old_events_are_brought_up_to_date_before_their_handler_is_looked_up(path, store):
    def upcast(event):
        return event.caused("SoldTo", {"item": event.data["item"].upper()})

    with Projection(store, path, SOLD, {"SoldTo": count}, upcast=upcast) as projection:
        projection.catch_up()
    assert look(path, "SELECT * FROM sold ORDER BY item") == [("MILK", 1), ("TEA", 2)]


def test_what_an_event_of_the_future_lacks_is_not_a_negative_age(path, store):
    with Projection(store, path, SOLD, {}, clock=VirtualClock(0.0)) as projection:
        assert projection.lag() == (3, 0.0)


def test_to_tell_its_lag_it_reads_one_event_at_a_time_however_many_it_lacks(path):
    asked = []

    class Watched(MemoryStore):
        def read_all(self, *, after=0, limit=None):
            asked.append(limit)
            return super().read_all(after=after, limit=limit)

    sell(store := Watched(), *["tea"] * 1000)
    with Projection(store, path, SOLD, {}) as projection:
        assert projection.lag().positions == 1000
    assert set(asked) == {1} and len(asked) < 100


@pytest.mark.parametrize(
    ("options", "error", "said"),
    [
        ({"version": 0}, ValueError, "version is 0 and batch is 100: both are at least 1"),
        ({"batch": 0}, ValueError, "batch is 0"),
        ({"name": ""}, ValueError, "name is empty"),
        ({"handlers": {"Sold": "count"}}, TypeError, "the handler of Sold is 'count'"),
    ],
)
def test_what_is_wrong_with_the_arguments_is_said(path, store, options, error, said):
    arguments = {"schema": SOLD, "handlers": {"Sold": count}, **options}
    with pytest.raises(error, match=said):
        Projection(store, path, **arguments)


def test_a_handler_that_would_have_to_be_awaited_is_refused(path, store):
    async def later(recorded, tx): ...

    with pytest.raises(TypeError, match="pass a plain function"):
        Projection(store, path, SOLD, {"Sold": later})
    hidden = {"Sold": lambda recorded, tx: later(recorded, tx)}
    with (
        Projection(store, path, SOLD, hidden) as projection,
        pytest.raises(TypeError, match=r"^the handler returned a coroutine, which nobody awaits\n"),
    ):
        projection.catch_up()
    assert look(path, "SELECT position FROM eventlab_projection") == [(0,)]


def test_a_handler_that_only_makes_a_generator_moves_no_checkpoint(path, store):
    def handler(recorded, tx):
        yield

    with (
        Projection(store, path, SOLD, {"Sold": handler}) as projection,
        pytest.raises(TypeError, match=r"^the handler returned a generator, which nobody runs\n"),
    ):
        projection.catch_up()
    assert look(path, "SELECT position FROM eventlab_projection") == [(0,)]


def test_why_a_rebuild_is_needed_is_said(path, store):
    Projection(store, path, SOLD, {"Sold": count}).catch_up()
    with pytest.raises(RebuildNeeded, match="made by version 1, and this is version 2: call reb"):
        Projection(store, path, SOLD, {"Sold": count}, version=2).catch_up()
    with pytest.raises(RebuildNeeded) as caught:
        Projection(MemoryStore(), path, SOLD, {"Sold": count}).catch_up()
    assert str(caught.value) == (
        "projection has applied position 3, which this store does not have: is it another one, or "
        "an old copy? Call rebuild()"
    )


def test_a_batch_may_hold_one_event(path, store):
    with Projection(store, path, SOLD, {"Sold": count}, batch=1) as projection:
        assert projection.catch_up() == 3


def test_a_rebuild_ends_although_somebody_appends_without_end(path, store):
    def and_one_more(recorded, tx):
        count(recorded, tx)
        sell(store, "more")

    with Projection(store, path, SOLD, {"Sold": and_one_more}) as projection:
        assert projection.rebuild() == projection.position == 3
        assert projection.lag().positions == 3


def test_who_only_looks_during_a_rebuild_waits_for_nobody(path, store):
    found = []

    def look_in(recorded, tx):
        with Projection(store, path, SOLD, {}, patience=0.0) as other:
            found.append((other.position, other.lag().positions))

    Projection(store, path, SOLD, {"Sold": count}).catch_up()
    Projection(store, path, SOLD, {"Sold": look_in}).rebuild()
    assert found == [(3, 0)] * 3


def judge(folder, store):
    """Hold the read model against its checkpoint: all up to it has had its effect, once."""
    path = folder / "model.db"
    assert look(path, "PRAGMA integrity_check") == [("ok",)]
    [(position,)] = look(path, "SELECT position FROM eventlab_projection")
    sold = [id for (id,) in look(path, "SELECT id FROM sold ORDER BY number")]
    events = [recorded.event for recorded in store.read_all(limit=position)] if position else []
    assert len(events) == position, "the checkpoint is ahead of the store"
    assert sold == [event.id for event in events if event.type == "Sold"]
    assert look(path, "SELECT count FROM total") == [(len(sold),)], "an effect is half done"
    return position


@pytest.mark.soak
def test_read_model_and_checkpoint_agree_whenever_the_processes_are_killed(folder):
    from crash.projection_worker import projection

    with SqliteStore(folder / "store.db") as store:
        for seed in range(soak(200)):
            kill_two("projection_worker", folder, seed)
            judge(folder, store)
        notes = noted(folder)
        assert len(notes["appended"]) > 5 * seed, "the workers did too little to be worth killing"
        assert notes["applied"] and notes["rebuilt"]
        with projection(folder, store) as sales:
            sales.catch_up()
            assert sales.lag() == (0, 0.0)
        everything = {recorded.event.id for recorded in store.read_all()}
        assert judge(folder, store) == len(everything)
        assert set(notes["appended"]) <= everything, "an event that was confirmed is lost"
