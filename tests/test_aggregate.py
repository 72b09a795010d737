"""Deciders, the words in which they are specified, and snapshots."""

import sqlite3
from dataclasses import dataclass

import pytest

from eventlab import (
    Decider,
    Event,
    MemorySnapshots,
    MemoryStore,
    SqliteSnapshots,
    SqliteStore,
    WrongVersion,
    given,
    handle,
)
from eventlab.aggregate import Snapshot


@dataclass(frozen=True)
class Cart:
    items: tuple[str, ...] = ()
    closed: bool = False


def decide(command, cart):
    name, *rest = command
    if cart.closed:
        raise ValueError("the cart is closed")
    if name == "close":
        return [Event("Closed", {"items": len(cart.items)}, subject="cart/1")]
    return [Event("Added", {"item": item}) for item in rest]


def evolve(cart, event):
    if event.type == "Closed":
        return Cart(cart.items, closed=True)
    return Cart((*cart.items, event.data["item"]))


CART = Decider(Cart, decide, evolve)
ADDED, CLOSED = Event("Added", {"item": "tea"}), Event("Closed", {"items": 0})


def test_a_decider_is_specified_by_given_when_then():
    given(CART).when(("add", "tea", "jam")).then(
        [Event("Added", {"item": "tea"}), Event("Added", {"item": "jam"})]
    )
    given(CART, [ADDED]).when(("close",)).then([Event("Closed", {"items": 1}, subject="cart/1")])
    given(CART, [ADDED]).when(("add",)).then([])
    given(CART, [CLOSED]).when(("add", "tea")).then_refused(ValueError)


@pytest.mark.parametrize(
    ("past", "command", "then", "said"),
    [
        ([], ("add", "tea"), [], "expected no events, but it led to Added {'item': 'tea'}"),
        ([], ("add", "tea"), [Event("Added", {"item": "jam"})], "it led to Added {'item': 'tea'}"),
        ([], ("add", "tea"), [ADDED, ADDED], "but it led to Added {'item': 'tea'}"),
        ([], ("close",), [Event("Closed", {"items": 0}, subject="cart/2")], "led to Closed"),
        ([CLOSED], ("close",), [CLOSED], "refused: ValueError('the cart is closed')"),
    ],
)
def test_what_differs_is_told(past, command, then, said):
    with pytest.raises(AssertionError) as told:
        given(CART, past).when(command).then(then)
    assert said in str(told.value)


def test_what_it_led_to_is_told_in_order():
    with pytest.raises(AssertionError) as told:
        given(CART).when(("add", "tea", "jam")).then([])
    both = "Added {'item': 'tea'}, Added {'item': 'jam'}"
    assert str(told.value) == f"expected no events, but it led to {both}"


def test_where_evolve_failed_is_said():
    def fail(cart, event):
        raise ValueError("no cart")

    with pytest.raises(ValueError, match="no cart") as caught:
        handle(MemoryStore(), "cart/1", Decider(Cart, decide, fail), ("add", "tea"))
    assert caught.value.__notes__ == ["evolve failed on Added, version 1 of its stream"]


def test_a_refusal_that_did_not_come_or_is_another_one_is_told():
    with pytest.raises(AssertionError, match="expected ValueError, but it led to no events"):
        given(CART).when(("add",)).then_refused(ValueError)
    with pytest.raises(AssertionError, match="expected KeyError, but it led to ValueError"):
        given(CART, [CLOSED]).when(("close",)).then_refused(KeyError)


def test_a_decider_takes_functions_only_and_says_how_to_give_a_state():
    with pytest.raises(TypeError, match="initial is a dict: pass a function that makes it"):
        Decider({}, decide, evolve)
    with pytest.raises(TypeError, match="evolve is a NoneType: pass a function"):
        Decider(Cart, decide, None)


def test_handle_returns_the_events_the_version_and_the_state():
    store = MemoryStore()
    handle(store, "cart/1", CART, ("add", "tea"))
    handled = handle(store, "cart/1", CART, ("close",))
    assert [event.type for event in handled.events] == ["Closed"]
    assert (handled.version, handled.state) == (2, Cart(("tea",), closed=True))


def test_an_evolve_that_fails_says_on_which_event():
    store = MemoryStore()
    store.append("cart/1", [ADDED, Event("Added")])
    with pytest.raises(KeyError) as error:
        handle(store, "cart/1", CART, ("close",))
    assert error.value.__notes__ == ["evolve failed on Added, version 2 of its stream"]


COUNTER = Decider(int, lambda n, state: [Event("Counted", {"of": state})] * n, lambda s, _: s + 1)

# Snapshots.


@pytest.fixture(params=["memory", "sqlite"])
def make(request, tmp_path):
    """Make a cache of one of the two kinds; SQLite's are all on one file."""
    made = []

    def cache(schema="cart/1", type=Cart, every=1):
        if request.param == "memory":
            made.append(MemorySnapshots(schema, type, every=every))
        else:
            made.append(SqliteSnapshots(tmp_path / "cache.db", schema, type, every=every))
        return made[-1]

    yield cache
    for each in made:
        if isinstance(each, SqliteSnapshots):
            each.close()


def test_a_snapshot_comes_back_as_it_was_saved_and_of_its_stream(make):
    cache = make()
    assert cache.load("a") is None
    cache.save("a", 3, Cart(("tea",)))
    cache.save("b", 1, Cart())
    assert cache.load("a") == (3, Cart(("tea",)))
    assert cache.load("b") == (1, Cart())


def test_states_do_not_change_with_what_was_saved_or_loaded(make):
    cache, state = make(type=list[int]), [1]
    cache.save("a", 1, state)
    state.append(2)
    cache.load("a").state.append(3)
    assert cache.load("a").state == [1]


def test_it_is_saved_after_every_so_many_events(make):
    cache = make(type=int, every=3)
    for version in range(1, 9):
        cache.save("a", version, version * 10)
    assert cache.load("a") == (6, 60)


def test_a_hundred_events_lie_between_two_snapshots_if_nobody_says_otherwise(tmp_path):
    with SqliteSnapshots(tmp_path / "cache.db", "n/1", int) as durable:
        for cache in (durable, MemorySnapshots("n/1", int)):
            cache.save("a", 99, 1)
            assert cache.load("a") is None
            cache.save("a", 100, 2)
            assert cache.load("a") == (100, 2)


def test_a_state_that_no_json_can_carry_is_not_saved_and_no_error(make, caplog):
    cache = make(type=object)
    cache.save("a", 1, object())
    assert cache.load("a") is None
    [said] = caplog.messages
    assert said == "no snapshot of a is saved: Encoding objects of type object is unsupported"


def test_a_state_that_no_longer_fits_its_type_is_left_out(make, tmp_path, caplog):
    old, new = make(type=dict), make(type=int)
    old.save("a", 1, {"x": 1})
    if isinstance(old, MemorySnapshots):
        new._rows = old._rows
    assert new.load("a") is None
    assert caplog.messages == ["the snapshot of a is left out: Expected `int`, got `object`"]


def test_a_file_of_another_kind_is_no_cache(tmp_path):
    SqliteStore(tmp_path / "store.db").close()
    with pytest.raises(ValueError, match=r"store.db is no eventlab snapshot cache: a database"):
        SqliteSnapshots(tmp_path / "store.db", "n/1", int)


def test_settings_that_make_no_sense_are_refused(make):
    with pytest.raises(ValueError, match="every is 0"):
        make(every=0)
    with pytest.raises(ValueError, match="schema"):
        make(schema="")


def test_another_schema_finds_nothing_and_leaves_the_other_ones_alone(tmp_path):
    with (
        SqliteSnapshots(tmp_path / "cache.db", "cart/1", int, every=1) as old,
        SqliteSnapshots(tmp_path / "cache.db", "cart/2", int, every=1) as new,
    ):
        old.save("a", 1, 10)
        assert new.load("a") is None
        new.save("a", 2, 20)
        assert (old.load("a"), new.load("a")) == ((1, 10), (2, 20))


@pytest.mark.parametrize("damage", ["body = X'3939'", "version = 7", "checksum = 0", "body = X''"])
def test_a_damaged_snapshot_is_as_if_it_were_not_there(tmp_path, damage):
    path = tmp_path / "cache.db"
    with SqliteSnapshots(path, "n/1", int, every=1) as cache:
        cache.save("a", 3, 42)
        with sqlite3.connect(path) as connection:
            connection.execute(f"UPDATE snapshot SET {damage}")
        connection.close()
        assert cache.load("a") is None
        store = MemoryStore()
        assert handle(store, "a", COUNTER, 2, snapshots=cache).state == 2


def test_snapshots_are_only_quicker(tmp_path):
    plain, quick = MemoryStore(), MemoryStore()
    with SqliteSnapshots(tmp_path / "cache.db", "n/1", int, every=3) as cache:
        for number in range(12):
            handle(plain, "a", COUNTER, number % 3)
            handle(quick, "a", COUNTER, number % 3, snapshots=cache)
        assert cache.load("a").version > 3
    assert [r.event.data for r in plain.read("a")] == [r.event.data for r in quick.read("a")]


def test_a_cache_that_can_no_longer_be_written_fails_no_command(tmp_path, caplog):
    store, cache = (
        MemoryStore(),
        SqliteSnapshots(tmp_path / "c.db", "n/1", int, every=1, patience=0),
    )
    other = sqlite3.connect(tmp_path / "c.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert handle(store, "a", COUNTER, 2, snapshots=cache).state == 2
    assert "no snapshot of a is saved" in caplog.text
    other.close()
    cache.close()
    assert handle(store, "a", COUNTER, 1, snapshots=cache).state == 3


def test_a_decider_must_return_a_list_and_a_command_needs_an_attempt():
    for wrong, told in ((None, "None"), (ADDED, "an Event")):
        careless = Decider(Cart, lambda command, cart, wrong=wrong: wrong, evolve)
        said = f"^decide returned {told}: it returns a list of events"
        with pytest.raises(TypeError, match=said):
            handle(MemoryStore(), "cart/1", careless, ("close",))
    with pytest.raises(ValueError, match="attempts is 0"):
        handle(MemoryStore(), "cart/1", CART, ("close",), attempts=0)


def test_a_snapshot_of_a_version_that_the_stream_has_not_is_left_out():
    store, cache = MemoryStore(), MemorySnapshots("n/1", int, every=1)
    cache.save("a", 9, 1000)
    assert handle(store, "a", COUNTER, 2, snapshots=cache).state == 2


def test_a_snapshot_of_nothing_is_no_beginning():
    class Odd(MemorySnapshots):
        def load(self, stream):
            return Snapshot(0, 1000)

    assert handle(MemoryStore(), "a", COUNTER, 2, snapshots=Odd("n/1", int)).state == 2


def test_a_conflict_is_told_with_stream_and_versions():
    class Busy(MemoryStore):
        def append(self, stream, events, **options):
            super().append(stream, [ADDED])
            return super().append(stream, events, **options)

    with pytest.raises(WrongVersion, match="'cart/1': expected version 2, but it is at version 3"):
        handle(Busy(), "cart/1", CART, ("add", "jam"))
